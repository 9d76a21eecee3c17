# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A host's network as netplan(5) reads it."""

from __future__ import annotations

import json
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.network import Link, Network
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.host_network.parts import mtus, resolver

DIRECTORY = "/etc/netplan"
FILE = f"{DIRECTORY}/60-stackwright.yaml"


def files(network: Network) -> dict[str, str]:
    """Return the one file by its path; JSON is YAML too."""
    kinds = {
        "ethernets": {card["name"]: _card(network, card) for card in network.get("interfaces", [])},
        "bonds": {bond["name"]: _bond(network, bond) for bond in network.get("bonds", [])},
        "vlans": {vlan["name"]: _vlan(network, vlan) for vlan in network.get("vlans", [])},
    }
    contents = {"network": {"version": 2, **{kind: members for kind, members in kinds.items() if members}}}
    return {FILE: json.dumps(contents, indent=2) + "\n"}


def _card(network: Network, card: Link) -> dict[str, Any]:
    return {"match": {"macaddress": card["mac"]}, "set-name": card["name"], **_common(network, card)}


def _bond(network: Network, bond: Link) -> dict[str, Any]:
    policy = {"transmit-hash-policy": bond["hash_policy"]} if "hash_policy" in bond else {}
    parameters = {"mode": bond["mode"], "mii-monitor-interval": bond["monitor"], **policy}
    return {"interfaces": bond["members"], "parameters": parameters, **_common(network, bond)}


def _vlan(network: Network, vlan: Link) -> dict[str, Any]:
    return {"id": vlan["id"], "link": vlan["link"], **_common(network, vlan)}


def _common(network: Network, link: Link) -> dict[str, Any]:
    servers, search = resolver(network, link["name"])
    gateway = [{"to": "default", "via": link["gateway"]}] if "gateway" in link else []
    every: dict[str, Any] = {
        "mtu": mtus(network).get(link["name"]),
        "dhcp4": link.get("dhcp"),
        "addresses": link.get("addresses"),
        "routes": [*gateway, *link.get("routes", [])],
        "nameservers": {"addresses": servers, "search": search} if servers or search else None,
    }
    return {name: value for name, value in every.items() if value}
