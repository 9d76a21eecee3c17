# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What Neutron lets through: security groups, and groups of addresses for their rules."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field, Kind
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.services.fields import (
    DESCRIPTION,
    NAME,
    PROJECT,
    TAGS,
)


def security_group(raw: dict) -> dict:
    """Return a security group with its rules by direction."""
    rules = raw.get("security_group_rules", [])
    return {
        **raw,
        **{way: [rule for rule in rules if rule["direction"] == way] for way in ("ingress", "egress")},
    }


# Other ways to say a protocol that Neutron takes, and how it tells them back.
PROTOCOLS = {"any": None, "0": None, "1": "icmp", "6": "tcp", "17": "udp", "58": "ipv6-icmp"}


def completed_rule(rule: dict) -> dict:
    """Return a security group rule as the API would tell it back."""
    protocol = PROTOCOLS.get(str(rule["protocol"]).lower(), rule["protocol"])
    if rule["ethertype"] == "IPv6" and protocol in ("icmp", "icmpv6"):
        protocol = "ipv6-icmp"
    first, last = rule["port_range_min"], rule["port_range_max"]
    if protocol not in (None, "icmp", "ipv6-icmp") and last is None:
        last = first
    return {**rule, "protocol": protocol, "port_range_max": last}


RULE = {
    "ethertype": Field("Internet protocol.", choices=("IPv4", "IPv6"), default="IPv4"),
    "protocol": Field("Protocol, like `tcp`; any when left out."),
    "port_range_min": Field("First port, or type of ICMP.", type="integer"),
    "port_range_max": Field("Last port, or code of ICMP; with ports the first one when left out.", type="integer"),
    "remote_ip_prefix": Field("Network at the other end; any when left out.", type="cidr"),
    "remote_group": Field("Security group at the other end.", refers="security_groups"),
    "remote_address_group": Field("Address group at the other end.", refers="address_groups"),
    "description": Field("Free text for people.", default=""),
}


def rules(text: str) -> Field:
    """Return the field for all rules of one direction."""
    return Field(text, type="set", items=RULE, settle=completed_rule, separate=True)


KINDS = (
    Kind(
        name="address_groups",
        singular="address group",
        description="Addresses by one name for security groups' rules.",
        service="network",
        path="/address-groups",
        envelope="address_group",
        key=("project", "name"),
        fields={
            "name": NAME,
            "project": PROJECT,
            "description": DESCRIPTION,
            "addresses": Field("All its networks.", type="set", of="cidr", separate=True),
        },
        example={"name": "offices", "addresses": ["192.0.2.0/24", "198.51.100.7/32"]},
    ),
    Kind(
        name="security_groups",
        singular="security group",
        description="Rules for what may reach a server, and what it may reach.",
        service="network",
        path="/security-groups",
        envelope="security_group",
        key=("project", "name"),
        reshape=security_group,
        owner="tags",
        fields={
            "name": NAME,
            "project": PROJECT,
            "description": DESCRIPTION,
            "stateful": Field("Whether answers are let through.", type="boolean", usual=True),
            "ingress": rules("All rules for what comes in; left alone when left out."),
            "egress": rules("All rules for what goes out; left alone when left out."),
            "tags": TAGS,
        },
        example={
            "name": "web",
            "ingress": [
                {"protocol": "tcp", "port_range_min": 443},
                {"protocol": "icmp", "remote_ip_prefix": "192.0.2.0/24"},
                {"protocol": "tcp", "port_range_min": 22, "remote_address_group": "offices"},
            ],
        },
    ),
)
