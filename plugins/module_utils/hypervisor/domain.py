# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A domain: its options as fields, and the XML of a new or a changed one.

Source of the paths: https://libvirt.org/formatdomain.html
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from xml.etree.ElementTree import Element

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor import devices, overlay
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.capabilities import Offer
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.schema import (
    Difference,
    Fields,
    Group,
    Items,
    Value,
    differences,
    given,
    read,
    write,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.tags import TAGS
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import parse, path

CPU = Group(
    "cpu",
    {
        "mode": Value(
            "@mode", choices=("custom", "host-model", "host-passthrough", "maximum"), resets=("model",), volatile=True
        ),
        "model": Value("model", volatile=True),
        "sockets": Value("topology@sockets", "int"),
        "cores": Value("topology@cores", "int"),
        "threads": Value("topology@threads", "int"),
        "features": Items(
            "feature",
            {
                "name": Value("@name", required=True),
                "policy": Value("@policy", choices=("force", "require", "optional", "disable", "forbid")),
            },
            key="name",
            volatile=True,
        ),
    },
)


def same_machine(wanted: str, found: str) -> bool:
    """Whether ``found`` is what libvirt makes of the machine type ``wanted``: q35 becomes pc-q35-10.0."""
    alias = {"pc": "pc-i440fx", "q35": "pc-q35"}.get(wanted, wanted)
    return found.startswith(f"{alias}-") and found[len(alias) + 1 :][:1].isdigit()


FIELDS: Fields = {
    "name": Value("name", required=True),
    "uuid": Value("uuid", form="uuid"),
    "title": Value("title", live=True),
    "description": Value("description", live=True),
    "tags": TAGS,
    "type": Value("@type", choices=("kvm", "qemu", "test")),
    "arch": Value("os/type@arch"),
    "machine": Value("os/type@machine", same=same_machine),
    "firmware": Value(
        "os@firmware",
        form="firmware",
        choices=("bios", "efi"),
        absent="bios",
        resets=("os/loader", "os/nvram", "os/firmware"),
    ),
    "secure_boot": Value(
        "os/firmware/!feature[name=secure-boot]@enabled", "bool", resets=("os/loader", "os/nvram"), volatile=True
    ),
    "kernel": Value("os/kernel"),
    "initrd": Value("os/initrd"),
    "cmdline": Value("os/cmdline"),
    "vcpus_max": Value("vcpu", "int"),
    "vcpus": Value("vcpu@current", "int", live=True),
    "cpu": CPU,
    "memory_max": Value("memory", "bytes", form="kibibytes"),
    "memory": Value("currentMemory", "bytes", form="kibibytes", live=True),
    "hugepages": Value("memoryBacking/!hugepages/page@size", "bytes", form="kibibytes", nothing=0),
    "clock": Value("clock@offset", choices=("utc", "localtime")),
    "on_poweroff": Value("on_poweroff", choices=("destroy", "restart", "preserve")),
    "on_reboot": Value("on_reboot", choices=("destroy", "restart", "preserve")),
    "on_crash": Value("on_crash", choices=("destroy", "restart", "preserve", "coredump-destroy", "coredump-restart")),
    **devices.FIELDS,
}

# What a new domain gets where its options do not say; a domain that exists keeps what it has.
NEW = {
    "memory_max": 1024**3,
    "vcpus_max": 1,
    "serials": [{"type": "pty"}],
    "rng": "/dev/urandom",
    "guest_agent": True,
}
# A PCI Express device needs a port, and ports are not hot-plugged: as many as virt-install gives, for devices to come.
PCIE_PORTS = 14
NEW_XML = """<domain type="{type}"><os><type arch="{arch}"{machine}>hvm</type></os>
<features><acpi/><apic/></features><devices>{ports}</devices></domain>"""


def new_xml(options: dict, best: Offer) -> Element:
    """The XML of a new domain, before its options are written into it."""
    machine = options.get("machine") or ("q35" if "q35" in best.machines else None)
    ports = PCIE_PORTS if machine and "q35" in machine else 0
    controllers = (
        '<controller type="pci" model="pcie-root"/>' + '<controller type="pci" model="pcie-root-port"/>' * ports
    )
    attribute = f' machine="{machine}"' if machine else ""
    text = NEW_XML.format(type=best.type, arch=best.arch, machine=attribute, ports=controllers if ports else "")
    element = parse(text)
    write(FIELDS, element, {**NEW, "cpu": {"mode": "host-model"} if best.type == "kvm" else None})
    return element


def complete(options: dict) -> dict:
    """The options as they are to be written: given ones only, with the maxima that follow from them."""
    wanted = given({name: value for name, value in options.items() if name in FIELDS})
    for name in ("memory", "vcpus"):
        if name in wanted:
            wanted.setdefault(f"{name}_max", wanted[name])
        elif f"{name}_max" in wanted:
            wanted[name] = wanted[f"{name}_max"]
    return wanted


def read_domain(element: Element) -> dict:
    """A domain's XML as options."""
    found = read(FIELDS, element)
    found.setdefault("vcpus", found.get("vcpus_max"))
    return found


def write_domain(element: Element, options: dict) -> Element:
    """A copy of a domain's XML that says what ``options`` (and their overlay) want."""
    changed = deepcopy(element)
    wanted = complete(options)
    write(FIELDS, changed, wanted)
    _settle_boot(changed)
    if "serials" in wanted:
        _drop_serial_consoles(changed)
    if options.get("xml_overlay"):
        overlay.merge(changed, parse(options["xml_overlay"]))
    return changed


def domain_differences(options: dict, element: Element) -> Iterator[Difference]:
    """What of ``options`` a domain's XML does not say."""
    wanted = complete(options)
    yield from differences(FIELDS, wanted, read_domain(element))
    if options.get("xml_overlay"):
        fragment = parse(options["xml_overlay"])
        missing = overlay.missing(element, fragment)
        if missing:
            yield Difference(("xml_overlay",), None, missing, None)


def without_volatile(wanted: Any, fields: dict = FIELDS) -> dict:
    """``wanted`` without what libvirt fills in at start, for comparison with a running guest."""
    return {
        name: _stable(value, getattr(fields[name], "fields", None))
        for name, value in given(wanted).items()
        if not getattr(fields[name], "volatile", False)
    }


def _stable(value: Any, fields: dict | None) -> Any:
    if fields is None:
        return value
    if isinstance(value, list):
        return [without_volatile(item, fields) for item in value]
    return without_volatile(value, fields)


def _settle_boot(element: Element) -> None:
    """Libvirt takes a boot order from devices or from <os>, not from both."""
    if element.find("devices/*/boot") is not None:
        path("os/!boot").remove(element)


def _drop_serial_consoles(element: Element) -> None:
    """Libvirt mirrors the first serial port as a console; it makes a new mirror by itself."""
    parent = element.find("devices")
    for console in element.findall("devices/console"):
        target = console.find("target")
        if parent is not None and (target is None or target.get("type") in (None, "serial")):
            parent.remove(console)
