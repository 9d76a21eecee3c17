# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A host's network as files of systemd.network(5), systemd.netdev(5) and systemd.link(5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.network import Link, Network, links
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.host_network.parts import (
    Section,
    mtus,
    of_whom,
    resolver,
    text,
)

DIRECTORY = "/etc/systemd/network"
# Before all that others put there: the first file that fits an interface counts.
PREFIX = "05-stackwright-"


def files(network: Network) -> dict[str, str]:
    """Return the files by their paths."""
    return {f"{DIRECTORY}/{PREFIX}{name}": text(sections) for name, sections in _units(network)}


def device(path: str) -> str | None:
    """Return the bond or VLAN that the file at *path* makes, None where it makes none."""
    name = path.rpartition("/")[2]
    if name.startswith(PREFIX) and name.endswith(".netdev"):
        return name[len(PREFIX) : -len(".netdev")]
    return None


def _units(network: Network) -> Iterator[tuple[str, Iterable[Section]]]:
    for card in network.get("interfaces", []):
        match = [("MACAddress", card["mac"]), ("Type", "ether")]
        yield f"{card['name']}.link", [("Match", match), ("Link", [("Name", card["name"])])]
    for bond in network.get("bonds", []):
        options = [
            ("Mode", bond["mode"]),
            ("MIIMonitorSec", f"{bond['monitor']}ms"),
            ("TransmitHashPolicy", bond.get("hash_policy")),
        ]
        yield f"{bond['name']}.netdev", [("NetDev", [("Name", bond["name"]), ("Kind", "bond")]), ("Bond", options)]
    for vlan in network.get("vlans", []):
        own = [("Name", vlan["name"]), ("Kind", "vlan")]
        yield f"{vlan['name']}.netdev", [("NetDev", own), ("VLAN", [("Id", vlan["id"])])]
    for link in links(network):
        yield f"{link['name']}.network", _network(network, link)


def _network(network: Network, link: Link) -> Iterator[Section]:
    bond = of_whom(network, link["name"])
    servers, search = resolver(network, link["name"])
    yield "Match", [("Name", link["name"])]
    yield "Link", [("MTUBytes", mtus(network).get(link["name"]))]
    yield (
        "Network",
        [
            ("Bond", bond),
            *(("VLAN", vlan["name"]) for vlan in network.get("vlans", []) if vlan["link"] == link["name"]),
            ("DHCP", "ipv4" if link.get("dhcp") else None),
            ("LinkLocalAddressing", None if link.get("addresses") or link.get("dhcp") else "no"),
            *(("Address", address) for address in link.get("addresses", [])),
            ("Gateway", link.get("gateway")),
            *(("DNS", server) for server in servers),
            ("Domains", " ".join(search) or None),
        ],
    )
    for route in link.get("routes", []):
        yield "Route", [("Destination", route["to"]), ("Gateway", route["via"])]
