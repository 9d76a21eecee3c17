# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A network: its options as fields, and what can be changed while it is active.

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
    "dhcp/range",
    {
        "start": Value("@start", form="ip", required=True),
        "end": Value("@end", form="ip", required=True),
    },
    key="start",
    live=True,
)
DHCP_HOSTS = Items(
    "dhcp/host",
    {
        "mac": Value("@mac", form="mac", required=True),
        "ip": Value("@ip", form="ip", required=True),
        "name": Value("@name"),
    },
    key="mac",
    live=True,
)
DNS_HOSTS = Items(
    "dns/host",
    {"ip": Value("@ip", form="ip", required=True), "hostnames": Texts("hostname", required=True)},
    key="ip",
    live=True,
)
PORTGROUPS = Items(
    "portgroup",
    {
        "name": Value("@name", required=True),
        "default": Value("@default", "bool"),
        "vlan": Value("!vlan/tag@id", "int", nothing=0),
    },
    key="name",
    live=True,
)
FIELDS: Fields = {
    "name": Value("name", required=True),
    "mode": Value(
        "!forward@mode",
        choices=("nat", "route", "open", "bridge", "isolated"),
        absent="isolated",
        resets=("forward/nat", "forward/interface", "bridge@stp", "bridge@delay", "bridge@zone", "mac"),
    ),
    "device": Value("forward@dev", resets=("forward/interface",)),
    "bridge": Value("bridge@name"),
    "virtualport": Value("!virtualport@type", choices=("openvswitch",)),
    "vlan": Value("!vlan/tag@id", "int", nothing=0),
    "portgroups": PORTGROUPS,
    "mtu": Value("!mtu@size", "int", nothing=0),
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
    "routes": Items(
        "route",
        {
            "address": Value("", form="cidr", required=True),
            "gateway": Value("@gateway", form="ip", required=True),
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


_SECTIONS = {
    "dhcp_ranges": ("IP_DHCP_RANGE", DHCP_RANGES),
    "dhcp_hosts": ("IP_DHCP_HOST", DHCP_HOSTS),
    "dns_hosts": ("DNS_HOST", DNS_HOSTS),
    "portgroups": ("PORTGROUP", PORTGROUPS),
}


def live_steps(found: dict, wanted: dict, running: list[Difference]) -> tuple[list[Step], list[Difference]]:
    """Entries of some lists change at once (those that differ go and come again); all else waits for a restart."""
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
    *above, name, key = where
    section, entry = _SECTIONS[name]
    parent = 0
    if above:
        addresses = [entry["address"] for entry in found["addresses"]]
        parent = addresses.index(above[1])
        found = found["addresses"][parent]
        (wanted,) = [one for one in wanted["addresses"] if _same_interface(one["address"], above[1])]
    old, new = _entry(entry, found.get(name), key), _entry(entry, wanted.get(name), key)
    if old:
        yield Step("DELETE", section, parent, _element(entry, old))
    if new:
        yield Step("ADD_LAST", section, parent, _element(entry, {**old, **new}))


def _entry(entry: Items, items: list | None, key: str) -> dict:
    value = entry.fields[entry.key]
    return next((item for item in items or [] if value.normal(item[entry.key]) == key), {})


def _element(entry: Items, item: dict) -> Element:
    element = Element(entry.path.rpartition("/")[2])
    write(entry.fields, element, item)
    return element


def _same_interface(one: str, other: str) -> bool:
    return ipaddress.ip_interface(one) == ipaddress.ip_interface(other)


NETWORK = Kind("network", "network", FIELDS, live_steps)
