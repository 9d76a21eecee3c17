# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a host's network lacks of what it should be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.network import Link, Network, links
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.host_network.parts import mtus

# As the host has it, by names: `mac`, `state`, `mtu`, `addresses` with their prefix lengths, `duplicates`, `master`.
Live = Mapping[str, Mapping[str, Any]]


def card_faults(network: Network, live: Live) -> list[str]:
    """Return which cards of *network* the host has not, or by another name."""
    names = {interface["mac"]: name for name, interface in live.items() if not interface["kind"]}
    return [fault for card in network.get("interfaces", []) for fault in _card_faults(card, names, live)]


def _card_faults(card: Link, names: Mapping[str, str], live: Live) -> Iterator[str]:
    # A member has taken its bond's address; its name is enough then.
    if live.get(card["name"], {}).get("master"):
        return
    name = names.get(card["mac"])
    if name is None:
        has = ", ".join(f"{name} ({mac})" for mac, name in sorted(names.items()) if name != "lo")
        yield f"{card['name']}: no card has the address {card['mac']}; the host has {has or 'none'}"
    elif name != card["name"]:
        yield f"{card['name']}: the card with the address {card['mac']} is called {name} here; call it so"


def unmet(network: Network, live: Live) -> list[str]:
    """Return what the host lacks, as sentences."""
    wanted_mtus = mtus(network)
    return [fault for link in links(network) for fault in _unmet(link, wanted_mtus.get(link["name"]), live)]


def _unmet(link: Link, mtu: int | None, live: Live) -> Iterator[str]:
    name, found = link["name"], live.get(link["name"])
    if found is None:
        yield f"{name} is not there"
        return
    if mtu and found["mtu"] != mtu:
        yield f"{name} has an MTU of {found['mtu']}, and should have {mtu}"
    if not link.get("addresses") and not link.get("dhcp"):
        return
    if found["state"] == "DOWN":
        yield f"{name} is down; is its cable plugged in, and the switch's port on?"
    for address in link.get("addresses", []):
        if address in found["duplicates"]:
            yield f"{name}: another machine has {address} too"
        elif address not in found["addresses"]:
            yield f"{name} lacks {address}"
    if link.get("dhcp") and not found["addresses"]:
        yield f"{name} has got no address by DHCP"
