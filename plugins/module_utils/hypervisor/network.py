# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A network: its options as fields, what can be changed while it is active, and what contradicts itself.

Sources: https://libvirt.org/formatnetwork.html, https://libvirt.org/html/libvirt-libvirt-network.html#virNetworkUpdate
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.schema import (
    Difference,
    Fields,
    Items,
    Texts,
    Value,
    argument_spec,
    write,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.startable import Kind

DHCP_RANGES = Items(
    "dhcp/range", {"start": Value("@start", required=True), "end": Value("@end", required=True)}, key="start", live=True
)
DHCP_HOSTS = Items(
    "dhcp/host",
    {
        "mac": Value("@mac", form="lower", required=True),
        "ip": Value("@ip", required=True),
        "name": Value("@name"),
    },
    key="mac",
    live=True,
)
DNS_HOSTS = Items(
    "dns/host", {"ip": Value("@ip", required=True), "hostnames": Texts("hostname", required=True)}, key="ip", live=True
)
FIELDS: Fields = {
    "name": Value("name", required=True),
    "mode": Value("!forward@mode", choices=("nat", "route", "open", "bridge", "isolated"), absent="isolated"),
    "device": Value("forward@dev", resets=("forward/interface",)),
    "bridge": Value("bridge@name"),
    "virtualport": Value("!virtualport@type", choices=("openvswitch",)),
    "vlan": Value("!vlan/tag@id", "int"),
    "mtu": Value("!mtu@size", "int"),
    "domain": Value("!domain@name"),
    "dns_forwarders": Texts("dns/forwarder@addr"),
    "dns_hosts": DNS_HOSTS,
    "addresses": Items(
        "ip",
        {
            "address": Value("", form="cidr", required=True),
            "dhcp_ranges": DHCP_RANGES,
            "dhcp_hosts": DHCP_HOSTS,
        },
        key="address",
    ),
}
SPEC = {
    "options": {
        **argument_spec(FIELDS)["options"],
        "state": {"type": "str", "default": "active", "choices": ["active", "inactive", "absent"]},
        "autostart": {"type": "bool"},
        "restart": {"type": "str", "default": "never", "choices": ["never", "allowed"]},
    }
}


class Step(NamedTuple):
    """One entry of an active network that comes or goes.

    section: as virNetworkUpdate names it; parent: the place of its <ip> among the network's.
    """

    action: str
    section: str
    parent: int
    element: Element


_SECTIONS = {"dhcp_ranges": "IP_DHCP_RANGE", "dhcp_hosts": "IP_DHCP_HOST", "dns_hosts": "DNS_HOST"}


def live_steps(found: dict, wanted: dict, running: list[Difference]) -> tuple[list[Step], list[Difference]]:
    """Entries for DHCP and DNS change at once (those that differ go and come again); all else waits for a restart."""
    steps: dict[tuple, list[Step]] = {}
    pending = []
    for one in running:
        place = next((place for place, part in enumerate(one.path) if part in _SECTIONS), None)
        if place is None:
            pending.append(one)
        else:
            where = one.path[: place + 2]
            steps[where] = list(_entry_steps(where, found, wanted))
    flat = [step for group in steps.values() for step in group]
    return sorted(flat, key=lambda step: step.action != "DELETE"), pending


def _entry_steps(where: tuple[str, ...], found: dict, wanted: dict) -> Iterator[Step]:
    *above, section, key = where
    parent = 0
    if above:
        addresses = [entry["address"] for entry in found["addresses"]]
        parent = addresses.index(above[1])
        found = found["addresses"][parent]
        (wanted,) = [one for one in wanted["addresses"] if _same_interface(one["address"], above[1])]
    entry = {"dhcp_ranges": DHCP_RANGES, "dhcp_hosts": DHCP_HOSTS, "dns_hosts": DNS_HOSTS}[section]
    old, new = _entry(entry, found.get(section), key), _entry(entry, wanted.get(section), key)
    if old:
        yield Step("DELETE", _SECTIONS[section], parent, _element(entry, old))
    if new:
        yield Step("ADD_LAST", _SECTIONS[section], parent, _element(entry, {**old, **new}))


def _entry(entry: Items, items: list | None, key: str) -> dict:
    value = entry.fields[entry.key]
    return next((item for item in items or [] if value.normal(item[entry.key]) == key), {})


def _element(entry: Items, item: dict) -> Element:
    element = Element(entry.path.rpartition("/")[2])
    write(entry.fields, element, item)
    return element


def _same_interface(one: str, other: str) -> bool:
    return ipaddress.ip_interface(one) == ipaddress.ip_interface(other)


def wrong(options: dict) -> Iterator[str]:
    """What contradicts itself within a network's options."""
    if options.get("mode") == "bridge" and not (options.get("bridge") or options.get("device")):
        yield "mode bridge needs a bridge or a device"
    if options.get("mode") == "bridge" and options.get("addresses"):
        yield "mode bridge leaves addresses to the bridge's own network"
    for entry in options.get("addresses") or []:
        try:
            interface = ipaddress.ip_interface(entry["address"])
        except ValueError:
            yield f"{entry['address']} is not an address with its prefix, such as 10.0.0.1/24"
            continue
        for text in _inside(entry):
            yield from _outside(text, interface)


def _inside(entry: dict) -> Iterator[str]:
    for one in entry.get("dhcp_ranges") or []:
        yield from (one["start"], one["end"])
    for host in entry.get("dhcp_hosts") or []:
        yield host["ip"]


def _outside(text: str, interface: ipaddress.IPv4Interface | ipaddress.IPv6Interface) -> Iterator[str]:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        yield f"{text} is not an address"
        return
    if address not in interface.network:
        yield f"{text} is outside the network {interface.network}"


NETWORK = Kind("network", "network", FIELDS, live_steps)
