# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What Neutron keeps about sharing and pooling: address scopes and groups, subnet pools, QoS, RBAC, trunks, ports."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.identity import (
    PROJECT,
    description,
    name,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field, Kind
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.network import ADMIN_STATE, tags

# The type of an RBAC policy's object by the field that names it.
SHARED_OBJECTS = {
    "network": "network",
    "qos_policy": "qos_policy",
    "security_group": "security_group",
    "address_group": "address_group",
    "address_scope": "address_scope",
    "subnet_pool": "subnetpool",
}


def rbac_policy(raw: dict) -> dict:
    """Return an RBAC policy with its object under the name of what it is, and without a target for everyone."""
    field = next((name for name, kind in SHARED_OBJECTS.items() if kind == raw["object_type"]), raw["object_type"])
    target = raw["target_tenant"] if raw["target_tenant"] != "*" else None
    return {**raw, f"{field}_id": raw["object_id"], "target_project_id": target}


def qos_policy(raw: dict) -> dict:
    """Return a QoS policy with its rules by type."""
    rules = raw.get("rules", [])
    marks = [rule["dscp_mark"] for rule in rules if rule["type"] == "dscp_marking"]
    return {
        **raw,
        "bandwidth_limits": [rule for rule in rules if rule["type"] == "bandwidth_limit"],
        "minimum_bandwidths": [rule for rule in rules if rule["type"] == "minimum_bandwidth"],
        "dscp_mark": marks[0] if marks else None,
    }


def port(raw: dict) -> dict:
    """Return a port with its addresses as a plain list, and without its own hardware address in its pairs."""
    pairs = [
        {**pair, "mac_address": None if pair["mac_address"] == raw["mac_address"] else pair["mac_address"]}
        for pair in raw.get("allowed_address_pairs", [])
    ]
    addresses = [address["ip_address"] for address in raw["fixed_ips"]]
    return {**raw, "addresses": addresses, "allowed_address_pairs": pairs}


DIRECTION = Field("Seen from the server.", choices=("egress", "ingress"), default="egress")

POOLS = (
    Kind(
        name="address_scopes",
        singular="address scope",
        description="A range within which addresses do not overlap.",
        service="network",
        path="/address-scopes",
        envelope="address_scope",
        key=("project", "name"),
        fields={
            "name": name(),
            "project": PROJECT,
            "ip_version": Field("4 or 6.", type="integer", default=4, fixed=True),
            "shared": Field("Whether every project may use it.", type="boolean"),
        },
        example={"name": "campus", "ip_version": 4, "shared": True},
    ),
    Kind(
        name="subnet_pools",
        singular="subnet pool",
        description="Addresses from which subnets are cut.",
        service="network",
        path="/subnetpools",
        envelope="subnetpool",
        key=("project", "name"),
        owner="tags",
        fields={
            "name": name(),
            "project": PROJECT,
            "prefixes": Field("Its addresses; they can be added to.", type="set", required=True),
            "default_prefix_length": Field(
                "Size of a subnet that asks for none.", type="integer", api="default_prefixlen"
            ),
            "min_prefix_length": Field("Smallest prefix length of a subnet.", type="integer", api="min_prefixlen"),
            "max_prefix_length": Field("Largest prefix length of a subnet.", type="integer", api="max_prefixlen"),
            "address_scope": Field("The address scope.", refers="address_scopes"),
            "shared": Field("Whether every project may use it.", type="boolean", fixed=True),
            "default": Field("Whether it is the default one.", type="boolean", api="is_default"),
            "description": description(),
            "tags": tags(),
        },
        example={"name": "campus", "prefixes": ["198.51.100.0/24"], "default_prefix_length": 28},
    ),
    Kind(
        name="address_groups",
        singular="address group",
        description="Addresses by one name for security groups' rules.",
        service="network",
        path="/address-groups",
        envelope="address_group",
        key=("project", "name"),
        fields={
            "name": name(),
            "project": PROJECT,
            "description": description(),
            "addresses": Field("All its networks.", type="set", separate=True),
        },
        example={"name": "offices", "addresses": ["192.0.2.0/24", "198.51.100.7/32"]},
    ),
    Kind(
        name="qos_policies",
        singular="QoS policy",
        description="How much a network or port may send and receive.",
        service="network",
        path="/qos/policies",
        envelope="policy",
        key=("project", "name"),
        reshape=qos_policy,
        owner="tags",
        fields={
            "name": name(),
            "project": PROJECT,
            "description": description(),
            "shared": Field("Whether every project may use it.", type="boolean"),
            "default": Field("Whether it is the project's default.", type="boolean", api="is_default"),
            "bandwidth_limits": Field(
                "All its limits.",
                type="set",
                separate=True,
                items={
                    "direction": DIRECTION,
                    "max_kbps": Field("Kilobits per second.", type="integer", required=True),
                    "max_burst_kbps": Field("Burst in kilobits.", type="integer", default=0),
                },
            ),
            "minimum_bandwidths": Field(
                "All its guarantees.",
                type="set",
                separate=True,
                items={
                    "direction": DIRECTION,
                    "min_kbps": Field("Kilobits per second.", type="integer", required=True),
                },
            ),
            "dscp_mark": Field("The mark of its packets.", type="integer", separate=True),
            "tags": tags(),
        },
        example={"name": "modest", "bandwidth_limits": [{"max_kbps": 10000}]},
    ),
)

CONNECTIONS = (
    Kind(
        name="rbac_policies",
        singular="RBAC policy",
        description="Lets another project use one thing of Neutron's. Exactly one thing must be named.",
        service="network",
        path="/rbac-policies",
        envelope="rbac_policy",
        key=("action", *SHARED_OBJECTS, "target_project"),
        reshape=rbac_policy,
        fields={
            "action": Field("What is allowed.", choices=("access_as_shared", "access_as_external"), required=True),
            **{
                field: Field(f"The {field.replace('_', ' ')}.", refers=f"{field}s".replace("policys", "policies"))
                for field in SHARED_OBJECTS
            },
            "target_project": Field("Who may; everyone when left out.", refers="projects"),
        },
        example={"action": "access_as_shared", "network": "backbone", "target_project": "web"},
    ),
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
            "name": name(),
            "network": Field("The network.", refers="networks", required=True, fixed=True),
            "description": description(),
            "enabled": ADMIN_STATE,
            "addresses": Field("All its addresses; any one when left out.", type="set"),
            "mac_address": Field("Its hardware address.", fixed=True),
            "security_groups": Field(
                "Its security groups.", type="set", refers="security_groups", api="security_groups"
            ),
            "port_security_enabled": Field("Whether it is filtered.", type="boolean", usual=True),
            "allowed_address_pairs": Field(
                "Other addresses that may send from it.",
                type="set",
                items={
                    "ip_address": Field("Address or network.", required=True),
                    "mac_address": Field("Hardware address; the port's when left out."),
                },
            ),
            "qos_policy": Field("The QoS policy.", refers="qos_policies"),
            "vnic_type": Field("How servers attach to it, like `normal`, `direct`.", api="binding:vnic_type"),
            "tags": tags(),
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
            "name": name(),
            "project": PROJECT,
            "port": Field("The port that carries them.", refers="ports", required=True, fixed=True),
            "description": description(),
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
            "tags": tags(),
        },
        example={
            "name": "firewall",
            "port": "firewall",
            "sub_ports": [{"port": "firewall-dmz", "segmentation_id": 100}],
        },
    ),
)
