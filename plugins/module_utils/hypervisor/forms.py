# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""How values are written in libvirt's XML: yes/no, on/off, sizes with units, addresses in parts."""

from __future__ import annotations

import ipaddress
from typing import Any, Callable
from xml.etree.ElementTree import Element

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import Path, path

# libvirt's units, https://libvirt.org/formatdomain.html#memory-allocation
_UNITS = {"b": 1, "bytes": 1, "byte": 1}
for _power, _letter in enumerate("KMGTPE", 1):
    _UNITS.update(
        {_letter.lower(): 1024**_power, f"{_letter}iB".lower(): 1024**_power, f"{_letter}B".lower(): 1000**_power}
    )


class Scalar:
    """A value whose whole is one text: ``decode`` and ``encode`` are inverse."""

    def __init__(self, decode: Callable[[str], Any] = str, encode: Callable[[Any], str] = str) -> None:
        self.decode = decode
        self.encode = encode

    def read(self, place: Path, element: Element) -> Any:
        text = place.get(element)
        return None if text is None or text == "" else self.decode(text)

    def write(self, place: Path, element: Element, value: Any) -> None:
        place.set(element, self.encode(value))

    def normal(self, value: Any) -> Any:
        return self.decode(self.encode(value))


class Presence:
    """A boolean: the element is there or it is not."""

    def read(self, place: Path, element: Element) -> bool:
        return place.chain(element) is not None

    def write(self, place: Path, element: Element, value: bool) -> None:
        if value:
            place.ensure(element)
        else:
            place.remove(element)

    def normal(self, value: Any) -> bool:
        return bool(value)


class Size:
    """A size in bytes, whose element carries a unit; libvirt rounds up to ``step`` bytes."""

    def __init__(self, step: int, unit: str) -> None:
        self.step = step
        self.unit = unit

    def read(self, place: Path, element: Element) -> int | None:
        chain = place.chain(element)
        text = place.get(element)
        if chain is None or not text:
            return None
        unit = (chain[-1].get("unit") or ("KiB" if self.step > 1 else "bytes")).lower()
        return self.normal(int(text) * _UNITS[unit])

    def write(self, place: Path, element: Element, value: int) -> None:
        place.set(element, str(self.normal(value) // self.step)).set("unit", self.unit)

    def normal(self, value: int) -> int:
        return -(-int(value) // self.step) * self.step


class Parts:
    """One text whose parts are spread over the XML, such as a PCI address or a USB id."""

    def __init__(self, paths: list[str], split: Callable[[str], list[str]], join: Callable[[list[str]], str]) -> None:
        self.paths = [path(text) for text in paths]
        self.split = split
        self.join = join

    def read(self, place: Path, element: Element) -> str | None:
        chain = place.chain(element)
        parts = [part.get(chain[-1]) for part in self.paths] if chain else [None]
        return None if None in parts else self.join([part for part in parts if part is not None])

    def write(self, place: Path, element: Element, value: str) -> None:
        base = place.ensure(element)
        for part, text in zip(self.paths, self.split(value)):
            part.set(base, text)

    def normal(self, value: str) -> str:
        return self.join(self.split(value))


class Cidr:
    """A network element's own address and prefix, ``10.0.0.1/24``, from address with netmask or prefix."""

    def read(self, place: Path, element: Element) -> str | None:
        address = element.get("address")
        mask = element.get("prefix") or element.get("netmask")
        return None if address is None else self.normal(f"{address}/{mask}" if mask else address)

    def write(self, place: Path, element: Element, value: str) -> None:
        interface = ipaddress.ip_interface(value)
        element.attrib.pop("netmask", None)
        element.set("family", f"ipv{interface.version}")
        element.set("address", str(interface.ip))
        element.set("prefix", str(interface.network.prefixlen))

    def normal(self, value: str) -> str:
        return str(ipaddress.ip_interface(value))


def _boolean(yes: str, no: str) -> Scalar:
    return Scalar(lambda text: text == yes, lambda value: yes if value else no)


def _split_pci(address: str) -> list[str]:
    """``0000:01:00.0`` (domain optional) into libvirt's four hexadecimal numbers."""
    front, _dot, function = address.rpartition(".")
    numbers = [*front.split(":"), function]
    return [f"0x{int(number, 16):0{width}x}" for number, width in zip(["0", *numbers][-4:], (4, 2, 2, 1))]


def _join_pci(parts: list[str]) -> str:
    domain, bus, slot, function = (int(part, 16) for part in parts)
    return f"{domain:04x}:{bus:02x}:{slot:02x}.{function:x}"


FORMS: dict[str, Any] = {
    "str": Scalar(),
    "lower": Scalar(str.lower, str.lower),
    "int": Scalar(int),
    "bool": _boolean("yes", "no"),
    "on_off": _boolean("on", "off"),
    "up_down": _boolean("up", "down"),
    "present": Presence(),
    "bytes": Size(1, "bytes"),
    "kibibytes": Size(1024, "KiB"),
    "cidr": Cidr(),
    "pci": Parts(["@domain", "@bus", "@slot", "@function"], _split_pci, _join_pci),
    "usb": Parts(
        ["vendor@id", "product@id"],
        lambda text: [f"0x{part.lower()}" for part in text.split(":")],
        lambda parts: ":".join(part[2:] for part in parts),
    ),
}
