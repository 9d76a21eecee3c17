# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a hypervisor offers its guests, and what options ask beyond that.

Sources: https://libvirt.org/formatcaps.html, https://libvirt.org/formatdomaincaps.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree.ElementTree import Element

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import parse


@dataclass(frozen=True)
class Offer:
    """What the hypervisor offers a new domain, from its capabilities."""

    type: str
    arch: str
    machines: frozenset[str] = frozenset()


def offers(capabilities: str) -> list[Offer]:
    """All that the hypervisor offers for fully virtualised guests."""
    return [
        Offer(domain.get("type", ""), guest.get("name", ""), frozenset(m.text or "" for m in guest.iter("machine")))
        for guest in parse(capabilities).findall("guest[os_type='hvm']/arch")
        for domain in guest.findall("domain")
    ]


def offer(capabilities: str, type_: str | None = None, arch: str | None = None) -> Offer:
    """The best fit for a new domain: KVM before emulation, the host's architecture before others.

    Raises ValueError, saying what there is, where the wanted type or architecture is not offered.
    """
    host = parse(capabilities).findtext("host/cpu/arch")
    known = offers(capabilities)
    fit = [one for one in known if type_ in (None, one.type) and arch in (None, one.arch)]
    if not fit:
        names = ", ".join(sorted({f"{one.type} on {one.arch}" for one in known})) or "nothing"
        raise ValueError(f"the hypervisor offers no {type_ or 'domain'} on {arch or 'any architecture'}, only {names}")
    return max(fit, key=lambda one: (one.arch == host, one.type == "kvm"))


class Ask(NamedTuple):
    """A value asked of the hypervisor under an option's name; what there is to choose from, None where it is not known.

    hint: what brings it, where that is a package.
    """

    option: str
    value: str | None
    known: list[str] | None
    hint: str = ""


def unsupported(options: dict, offered: Element) -> Iterator[str]:
    """What options ask that the hypervisor's domain capabilities do not list."""
    for ask in _asks(options, offered):
        if ask.value and ask.known is not None and ask.value not in ask.known:
            known = ", ".join(sorted(ask.known)) or "none"
            yield f"{ask.option}: the hypervisor does not offer {ask.value} (there are: {known}){ask.hint}"


_SECURE = "; it needs a machine q35, and ovmf or edk2-ovmf on the hypervisor"


def _asks(options: dict, offered: Element) -> Iterator[Ask]:
    cpu, modes = options.get("cpu") or {}, offered.findall("cpu/mode[@supported='yes']")
    models = [model.text or "" for mode in modes if mode.get("name") == "custom" for model in mode.findall("model")]
    tpm = options.get("tpm") if options.get("tpm") != "none" else None
    secure = "yes" if options.get("secure_boot") else None
    firmware = "efi" if options.get("firmware") == "efi" else None
    yield Ask("firmware", firmware, _values(offered, "os", "firmware"), "; install ovmf or edk2-ovmf on it")
    yield Ask("secure_boot", secure, _values(offered, "os/loader", "secure"), _SECURE)
    yield Ask("cpu.mode", cpu.get("mode"), [mode.get("name", "") for mode in modes] or None)
    yield Ask("cpu.model", cpu.get("model"), models or None)
    yield Ask("video", options.get("video"), _values(offered, "devices/video", "modelType"))
    yield Ask("tpm", tpm, _values(offered, "devices/tpm", "backendVersion"), "; install swtpm-tools on it")
    for disk in options.get("disks") or []:
        yield Ask(f"disks[{disk['target']}].bus", disk.get("bus"), _values(offered, "devices/disk", "bus"))
    for one in options.get("graphics") or []:
        yield Ask("graphics", one["type"], _values(offered, "devices/graphics", "type"))


def _values(offered: Element, place: str, name: str) -> list[str] | None:
    """The values of an enumeration, none where the whole is not supported, None where nothing is said of it."""
    whole = offered.find(place)
    if whole is None:
        return None
    if whole.get("supported") == "no":
        return []
    listed = whole.find(f"enum[@name='{name}']")
    return None if listed is None else [value.text or "" for value in listed]
