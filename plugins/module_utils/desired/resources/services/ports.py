# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Neutron's ports, and trunks of them."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field, Kind
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.services.fields import (
    ADMIN_STATE,
    DESCRIPTION,
    NAME,
    PROJECT,
    TAGS,
)


def port(raw: dict) -> dict:
    """Return a port with its addresses as a plain list, and without its own hardware address in its pairs."""
    pairs = [
        {**pair, "mac_address": None if pair["mac_address"] == raw["mac_address"] else pair["mac_address"]}
        for pair in raw.get("allowed_address_pairs", [])
    ]
    addresses = [address["ip_address"] for address in raw["fixed_ips"]]
    return {**raw, "addresses": addresses, "allowed_address_pairs": pairs}


KINDS = (
    Kind(
        name="ports",
        singular="port",
        description="A port of a network, made beforehand for a server or an address.",
        service="network",
        path="/ports",
        envelope="port",
        key=("network", "name"),
        reshape=port,
        owner="tags",
        after=("subnets",),
        fields={
            "name": NAME,
            "network": Field("The network.", refers="networks", required=True, fixed=True),
            "description": DESCRIPTION,
            "enabled": ADMIN_STATE,
            "addresses": Field("All its addresses; any one when left out.", type="set", of="address"),
            "mac_address": Field("Its hardware address.", type="mac", fixed=True),
            "security_groups": Field(
                "Its security groups.", type="set", refers="security_groups", api="security_groups"
            ),
            "port_security_enabled": Field("Whether it is filtered.", type="boolean", usual=True),
            "allowed_address_pairs": Field(
                "Other addresses that may send from it.",
                type="set",
                items={
                    "ip_address": Field("Address or network.", required=True),
                    "mac_address": Field("Hardware address; the port's when left out.", type="mac"),
                },
            ),
            "qos_policy": Field("The QoS policy.", refers="qos_policies"),
            "vnic_type": Field("How servers attach to it, like `normal`, `direct`.", api="binding:vnic_type"),
            "tags": TAGS,
        },
        example={"name": "vip", "network": "private", "addresses": ["192.0.2.10"]},
    ),
    Kind(
        name="trunks",
        singular="trunk",
        description="A port that carries other networks for its server.",
        service="network",
        path="/trunks",
        envelope="trunk",
        key=("project", "name"),
        owner="tags",
        fields={
            "name": NAME,
            "project": PROJECT,
            "port": Field("The port that carries them.", refers="ports", required=True, fixed=True),
            "description": DESCRIPTION,
            "enabled": ADMIN_STATE,
            "sub_ports": Field(
                "All ports that it carries.",
                type="set",
                separate=True,
                items={
                    "port": Field("The port.", refers="ports", required=True),
                    "segmentation_id": Field("VLAN.", type="integer", required=True),
                    "segmentation_type": Field("How they are told apart.", default="vlan"),
                },
            ),
            "tags": TAGS,
        },
        example={
            "name": "firewall",
            "port": "firewall",
            "sub_ports": [{"port": "firewall-dmz", "segmentation_id": 100}],
        },
    ),
)
