# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""How values are written in libvirt's XML: yes/no, on/off, sizes with units, addresses in parts.

``what`` a form's value is, is said to people. ``normal`` raises ValueError for a value that is not of the form.
"""

from __future__ import annotations

import ipaddress
import re
import uuid
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

    def __init__(
        self, decode: Callable[[str], Any] = str, encode: Callable[[Any], str] = str, what: str = "a text"
    ) -> None:
        self.decode = decode
        self.encode = encode
        self.what = what

    def read(self, place: Path, element: Element) -> Any:
        text = place.get(element)
        return None if text is None or text == "" else self.decode(text)

    def write(self, place: Path, element: Element, value: Any) -> None:
        place.set(element, self.encode(value))

    def normal(self, value: Any) -> Any:
        return self.decode(self.encode(value))


class Presence:
    """A boolean: the element is there or it is not."""

    what = "a boolean"

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

    what = "a size"

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

    def __init__(
        self, paths: list[str], split: Callable[[str], list[str]], join: Callable[[list[str]], str], what: str
    ) -> None:
        self.paths = [path(text) for text in paths]
        self.split = split
        self.join = join
        self.what = what

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

    what = "an address with its prefix, such as 10.0.0.1/24"

    def read(self, place: Path, element: Element) -> str | None:
        address = element.get("address")
        mask = element.get("prefix") or element.get("netmask")
        return None if address is None else str(ipaddress.ip_interface(f"{address}/{mask}" if mask else address))

    def write(self, place: Path, element: Element, value: str) -> None:
        interface = ipaddress.ip_interface(value)
        element.attrib.pop("netmask", None)
        element.set("family", f"ipv{interface.version}")
        element.set("address", str(interface.ip))
        element.set("prefix", str(interface.network.prefixlen))

    def normal(self, value: str) -> str:
        if "/" not in value:
            raise ValueError(value)
        return str(ipaddress.ip_interface(value))


class Firmware:
    """``efi`` or ``bios`` in <os>: asked of libvirt by name, or brought by a loader in flash, which is EFI's alone."""

    what = "a firmware"

    def read(self, place: Path, element: Element) -> str | None:
        return place.get(element) or ("efi" if _FLASH.chain(element) else None)

    def write(self, place: Path, element: Element, value: str) -> None:
        place.set(element, value)

    def normal(self, value: str) -> str:
        return value


_FLASH = path("os/loader[type=pflash]")
_MAC = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")


def _boolean(yes: str, no: str) -> Scalar:
    return Scalar(lambda text: text == yes, lambda value: yes if value else no, "a boolean")


def _mac(text: str) -> str:
    if not _MAC.fullmatch(text.lower()) or int(text[:2], 16) & 1:
        raise ValueError(text)
    return text.lower()


def _uuid(text: str) -> str:
    return str(uuid.UUID(text))


def _ip(text: str) -> str:
    return str(ipaddress.ip_address(text))


def _split_pci(address: str) -> list[str]:
    """``0000:01:00.0`` (domain optional) into libvirt's four hexadecimal numbers."""
    front, _dot, function = address.rpartition(".")
    domain, bus, slot = ["0", *front.split(":")][-3:]
    numbers = zip((domain, bus, slot, function), (4, 2, 2, 1))
    return [f"0x{int(number, 16):0{width}x}" for number, width in numbers]


def _join_pci(parts: list[str]) -> str:
    domain, bus, slot, function = (int(part, 16) for part in parts)
    return f"{domain:04x}:{bus:02x}:{slot:02x}.{function:x}"


def _split_usb(text: str) -> list[str]:
    vendor, product = text.split(":")
    return [f"0x{int(number, 16):04x}" for number in (vendor, product)]


FORMS: dict[str, Any] = {
    "str": Scalar(),
    "int": Scalar(int, what="a number"),
    "bool": _boolean("yes", "no"),
    "present": Presence(),
    "bytes": Size(1, "bytes"),
    "kibibytes": Size(1024, "KiB"),
    "firmware": Firmware(),
    "mac": Scalar(_mac, _mac, "a host's MAC address, such as 52:54:00:12:34:56"),
    "uuid": Scalar(_uuid, _uuid, "a UUID"),
    "ip": Scalar(_ip, _ip, "an IP address"),
    "cidr": Cidr(),
    "pci": Parts(
        ["@domain", "@bus", "@slot", "@function"], _split_pci, _join_pci, "a PCI address such as 0000:01:00.0"
    ),
    "usb": Parts(
        ["vendor@id", "product@id"],
        _split_usb,
        lambda parts: ":".join(part[2:] for part in parts),
        "a USB device's vendor and product, such as 046d:c52b",
    ),
}
