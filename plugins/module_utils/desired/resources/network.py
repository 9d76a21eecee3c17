# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What Neutron keeps: networks, subnets, routers, security groups, floating IPs."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.identity import (
    PROJECT,
    description,
    name,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field, Kind

ADMIN_STATE = Field("Whether it works.", type="boolean", api="admin_state_up", usual=True)


def tags() -> Field:
    """Return the field for a resource's labels."""
    return Field("Labels.", type="set", separate=True)


def router(raw: dict) -> dict:
    """Return a router with its gateway's parts at the top."""
    gateway = raw.get("external_gateway_info") or {}
    return {
        **raw,
        "gateway_network_id": gateway.get("network_id"),
        "enable_snat": gateway.get("enable_snat"),
        "interface_subnet_ids": raw.get("interface_subnet_ids", []),
    }


def security_group(raw: dict) -> dict:
    """Return a security group with its rules by direction."""
    rules = raw.get("security_group_rules", [])
    return {
        **raw,
        **{way: [rule for rule in rules if rule["direction"] == way] for way in ("ingress", "egress")},
    }


def floating_ip(raw: dict) -> dict:
    """Return a floating IP named by its description, or by its address when it has none."""
    return {**raw, "name": raw.get("description") or raw["floating_ip_address"]}


RULE = {
    "ethertype": Field("Internet protocol.", choices=("IPv4", "IPv6"), default="IPv4"),
    "protocol": Field("Protocol, like `tcp`; any when left out."),
    "port_range_min": Field("First port, or type of ICMP.", type="integer"),
    "port_range_max": Field("Last port, or code of ICMP; with ports the first one when left out.", type="integer"),
    "remote_ip_prefix": Field("Network at the other end; any when left out.", type="cidr"),
    "remote_group": Field("Security group at the other end.", refers="security_groups"),
    "description": Field("Free text for people.", default=""),
}


def rules(text: str) -> Field:
    """Return the field for all rules of one direction."""
    return Field(text, type="set", items=RULE, separate=True)


KINDS = (
    Kind(
        name="networks",
        singular="network",
        description="A network. Its provider attributes and whether it is external are for administrators.",
        service="network",
        path="/networks",
        envelope="network",
        key=("project", "name"),
        owner="tags",
        fields={
            "name": name(),
            "project": PROJECT,
            "description": description(),
            "enabled": ADMIN_STATE,
            "shared": Field("Whether every project may use it.", type="boolean"),
            "external": Field("Whether routers may have their gateway on it.", type="boolean", api="router:external"),
            "mtu": Field("Largest packet in bytes.", type="integer"),
            "port_security_enabled": Field("Whether its ports are filtered.", type="boolean", usual=True),
            "provider_network_type": Field(
                "How it is carried, like `flat`, `vlan`, `geneve`.", api="provider:network_type", fixed=True
            ),
            "provider_physical_network": Field(
                "The physical network that carries it.", api="provider:physical_network", fixed=True
            ),
            "provider_segmentation_id": Field(
                "VLAN or tunnel.", type="integer", api="provider:segmentation_id", fixed=True
            ),
            "dns_domain": Field("Domain of its ports' names."),
            "qos_policy": Field("The QoS policy of its ports.", refers="qos_policies"),
            "tags": tags(),
        },
        example={
            "name": "public",
            "external": True,
            "shared": True,
            "provider_network_type": "flat",
            "provider_physical_network": "physnet1",
        },
    ),
    Kind(
        name="subnets",
        singular="subnet",
        description="The addresses of a network.",
        service="network",
        path="/subnets",
        envelope="subnet",
        key=("network", "name"),
        owner="tags",
        fields={
            "name": name(),
            "network": Field("The network.", refers="networks", required=True, fixed=True),
            "cidr": Field("Its addresses; needed without a subnet pool.", type="cidr", fixed=True),
            "subnet_pool": Field(
                "The pool from which it is cut.", refers="subnet_pools", api="subnetpool_id", fixed=True
            ),
            "prefix_length": Field(
                "How much is cut from the pool.", type="integer", api="prefixlen", write_only=True, fixed=True
            ),
            "ip_version": Field("4 or 6; as `cidr` says when left out.", type="integer", fixed=True),
            "description": description(),
            "enable_dhcp": Field("Whether servers get their addresses by DHCP.", type="boolean", usual=True),
            "gateway_ip": Field("The gateway; null for none, the first address when left out."),
            "dns_nameservers": Field("Name servers, in order.", type="list"),
            "allocation_pools": Field(
                "Ranges from which addresses are given.",
                type="set",
                items={
                    "start": Field("First address.", required=True),
                    "end": Field("Last address.", required=True),
                },
            ),
            "host_routes": Field(
                "Routes that servers get.",
                type="set",
                items={
                    "destination": Field("Network.", type="cidr", required=True),
                    "nexthop": Field("Address.", required=True),
                },
            ),
            "ipv6_address_mode": Field("How IPv6 addresses are made.", fixed=True),
            "ipv6_ra_mode": Field("Who sends router advertisements.", fixed=True),
            "tags": tags(),
        },
        example={
            "name": "private",
            "network": "private",
            "cidr": "192.0.2.0/24",
            "dns_nameservers": ["198.51.100.53"],
            "allocation_pools": [{"start": "192.0.2.100", "end": "192.0.2.199"}],
        },
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
            "name": name(),
            "project": PROJECT,
            "description": description(),
            "stateful": Field("Whether answers are let through.", type="boolean", usual=True),
            "ingress": rules("All rules for what comes in; left alone when left out."),
            "egress": rules("All rules for what goes out; left alone when left out."),
            "tags": tags(),
        },
        example={
            "name": "web",
            "ingress": [
                {"protocol": "tcp", "port_range_min": 443},
                {"protocol": "icmp", "remote_ip_prefix": "192.0.2.0/24"},
            ],
        },
    ),
    Kind(
        name="routers",
        singular="router",
        description="A router between subnets, and to an external network.",
        service="network",
        path="/routers",
        envelope="router",
        key=("project", "name"),
        reshape=router,
        owner="tags",
        # Neutron fails to create a subnet of an external network while a router gets its gateway there.
        after=("subnets",),
        fields={
            "name": name(),
            "project": PROJECT,
            "description": description(),
            "enabled": ADMIN_STATE,
            "gateway": Field("The external network.", refers="networks", api="gateway_network_id"),
            "enable_snat": Field(
                "Whether servers without a floating IP reach the outside.", type="boolean", usual=True
            ),
            "interfaces": Field(
                "All subnets that it has its gateway address on.",
                type="set",
                refers="subnets",
                api="interface_subnet_ids",
                separate=True,
            ),
            "routes": Field(
                "Static routes.",
                type="set",
                separate=True,
                items={
                    "destination": Field("Network.", type="cidr", required=True),
                    "nexthop": Field("Address.", required=True),
                },
            ),
            "tags": tags(),
        },
        example={"name": "edge", "gateway": "public", "interfaces": ["private"]},
    ),
    Kind(
        name="floating_ips",
        singular="floating IP",
        description="An address of an external network, given to a server.",
        service="network",
        path="/floatingips",
        envelope="floatingip",
        key=("project", "name"),
        reshape=floating_ip,
        owner="tags",
        after=("routers", "servers"),
        fields={
            "name": Field("Its name, kept as its description.", required=True, api="description"),
            "project": PROJECT,
            "network": Field(
                "The external network.", refers="networks", required=True, api="floating_network_id", fixed=True
            ),
            "address": Field("A certain address.", api="floating_ip_address", fixed=True),
            "server": Field("The server that gets it.", refers="servers", separate=True),
            "tags": tags(),
        },
        example={"name": "web1", "network": "public", "server": "web1"},
    ),
)
