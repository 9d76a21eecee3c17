# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A domain's devices as fields: disks, interfaces, consoles, host devices.

Source of the paths: https://libvirt.org/formatdomain.html#devices
"""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.pairing import by_likeness, by_name, by_place
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.schema import (
    Fields,
    Group,
    Items,
    Value,
)


def _same_mac(wanted: dict, found: dict) -> bool:
    return bool(wanted.get("mac")) and wanted["mac"].lower() == found.get("mac")


def _same_source(wanted: dict, found: dict) -> bool:
    names = [name for name in ("network", "bridge", "direct") if wanted.get(name)]
    return not wanted.get("mac") and any(wanted[name] == found.get(name) for name in names)


def _any(wanted: dict, _found: dict) -> bool:
    return not wanted.get("mac")


def _interface_name(item: dict, place: int) -> str:
    return item["mac"].lower() if item.get("mac") else str(place)


REMOTE_SOURCE = Group(
    "source",
    {
        "protocol": Value("@protocol", required=True, choices=("rbd", "iscsi", "nbd", "http", "https", "ssh")),
        "name": Value("@name"),
        "hosts": Items("host", {"name": Value("@name", required=True), "port": Value("@port", "int")}, key="name"),
        "username": Value("auth@username"),
        "secret": Value("auth/secret@uuid", form="uuid"),
        "secret_type": Value("auth/secret@type", choices=("ceph", "iscsi")),
    },
    kind="network",
)

DISKS = Items(
    "devices/disk",
    {
        "target": Value("target@dev", required=True),
        "bus": Value("target@bus", choices=("virtio", "scsi", "sata", "ide", "usb", "fdc")),
        "device": Value("@device", choices=("disk", "cdrom", "floppy", "lun"), absent="disk"),
        "file": Value("source@file", kind="file", live=True),
        "block": Value("source@dev", kind="block", live=True),
        "pool": Value("source@pool", kind="volume", live=True),
        "volume": Value("source@volume", kind="volume", live=True),
        "network": REMOTE_SOURCE,
        "format": Value("driver@type", choices=("raw", "qcow2", "qed", "vmdk", "vdi", "vhdx")),
        "cache": Value(
            "driver@cache", choices=("default", "none", "writeback", "writethrough", "directsync", "unsafe")
        ),
        "io": Value("driver@io", choices=("threads", "native", "io_uring")),
        "discard": Value("driver@discard", choices=("ignore", "unmap")),
        "serial": Value("!serial"),
        "readonly": Value("!readonly", "bool", form="present"),
        "shareable": Value("!shareable", "bool", form="present"),
        "boot": Value("!boot@order", "int", nothing=0),
    },
    key="target",
    live=True,
)

INTERFACES = Items(
    "devices/interface",
    {
        "mac": Value("mac@address", form="mac"),
        "network": Value("source@network", kind="network", live=True),
        "portgroup": Value("source@portgroup", kind="network", live=True),
        "bridge": Value("source@bridge", kind="bridge", live=True),
        "direct": Value("source@dev", kind="direct"),
        "direct_mode": Value("source@mode", choices=("bridge", "vepa", "private", "passthrough")),
        "virtualport": Value("!virtualport@type", choices=("openvswitch", "802.1Qbg", "802.1Qbh", "midonet")),
        "vlan": Value("!vlan/tag@id", "int", nothing=0),
        "model": Value("model@type"),
        "mtu": Value("!mtu@size", "int", nothing=0),
        "queues": Value("driver@queues", "int", nothing=0),
        "target": Value("target@dev", volatile=True),
        "filter": Value("!filterref@filter", live=True),
        "link": Value("!link@state", choices=("up", "down"), absent="up", live=True),
        "boot": Value("!boot@order", "int", nothing=0),
    },
    pairing=by_likeness([_same_mac, _same_source, _any], _interface_name),
    new={"model": "virtio"},
    live=True,
)

SERIALS = Items(
    "devices/serial",
    {
        "type": Value("@type", required=True, choices=("pty", "file", "unix", "tcp", "null", "stdio")),
        "path": Value("source@path", volatile=True),
        "host": Value("source@host"),
        "port": Value("source@service", "int"),
        "log": Value("!log@file"),
    },
    pairing=by_place,
)

GRAPHICS = Items(
    "devices/graphics",
    {
        "type": Value("@type", required=True, choices=("vnc", "spice", "egl-headless", "sdl")),
        "listen": Value("listen[type=address]@address", resets=("@listen",), volatile=True),
        "port": Value("@port", "int", resets=("@autoport",), volatile=True),
    },
    key="type",
)

ADDRESSES: Fields = {
    "pci": Value("source/address", form="pci", kind="pci"),
    "usb": Value("source", form="usb", kind="usb"),
}


def _address(item: dict) -> str:
    """A host device's address, whatever its kind."""
    for name, value in ADDRESSES.items():
        if item.get(name):
            return value.normal(item[name])
    return ""


HOSTDEVS = Items(
    "devices/hostdev[mode=subsystem]",
    {**ADDRESSES, "managed": Value("@managed", "bool")},
    pairing=by_name(_address),
    new={"managed": True},
    live=True,
)

FIELDS: Fields = {
    "disks": DISKS,
    "interfaces": INTERFACES,
    "serials": SERIALS,
    "graphics": GRAPHICS,
    "hostdevs": HOSTDEVS,
    "video": Value("devices/!video/model@type", choices=("virtio", "qxl", "vga", "cirrus", "bochs", "none")),
    "tpm": Value("devices/!tpm/backend[type=emulator]@version", choices=("none", "1.2", "2.0"), absent="none"),
    "watchdog": Value(
        "devices/!watchdog[model=i6300esb]@action",
        choices=("none", "reset", "shutdown", "poweroff", "pause", "dump", "inject-nmi"),
        absent="none",
    ),
    "rng": Value("devices/!rng[model=virtio]/backend[model=random]"),
    "guest_agent": Value(
        "devices/!channel[type=unix]/target[type=virtio,name=org.qemu.guest_agent.0]", "bool", form="present"
    ),
}
