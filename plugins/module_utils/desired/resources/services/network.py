# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What Neutron keeps: networks, subnets, routers, floating IPs."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field, Kind
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.services.fields import (
    ADMIN_STATE,
    DESCRIPTION,
    NAME,
    PROJECT,
    TAGS,
)


def router(raw: dict) -> dict:
    """Return a router with its gateway's parts at the top, as far as it has one."""
    told = {"interface_subnet_ids": [], **raw, "gateway_network_id": None}
    if gateway := raw.get("external_gateway_info"):
        told["gateway_network_id"] = gateway["network_id"]
        told["enable_snat"] = gateway.get("enable_snat")
        told["gateway_addresses"] = [one["ip_address"] for one in gateway.get("external_fixed_ips", [])]
    return told


def floating_ip(raw: dict) -> dict:
    """Return a floating IP named by its description, or by its address when it has none."""
    return {**raw, "name": raw.get("description") or raw["floating_ip_address"]}


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
            "name": NAME,
            "project": PROJECT,
            "description": DESCRIPTION,
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
            "tags": TAGS,
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
            "name": NAME,
            "network": Field("The network.", refers="networks", required=True, fixed=True),
            "cidr": Field("Its addresses; needed without a subnet pool.", type="cidr", fixed=True),
            "subnet_pool": Field(
                "The pool from which it is cut.", refers="subnet_pools", api="subnetpool_id", fixed=True
            ),
            "prefix_length": Field(
                "How much is cut from the pool.", type="integer", api="prefixlen", write_only=True, fixed=True
            ),
            "ip_version": Field("4 or 6; as `cidr` says when left out.", type="integer", fixed=True),
            "description": DESCRIPTION,
            "enable_dhcp": Field("Whether servers get their addresses by DHCP.", type="boolean", usual=True),
            "gateway_ip": Field("The gateway; null for none, the first address when left out.", type="address"),
            "dns_nameservers": Field("Name servers, in order.", type="list", of="address"),
            "allocation_pools": Field(
                "Ranges from which addresses are given.",
                type="set",
                items={
                    "start": Field("First address.", type="address", required=True),
                    "end": Field("Last address.", type="address", required=True),
                },
            ),
            "host_routes": Field(
                "Routes that servers get.",
                type="set",
                items={
                    "destination": Field("Network.", type="cidr", required=True),
                    "nexthop": Field("Address.", type="address", required=True),
                },
            ),
            "ipv6_address_mode": Field("How IPv6 addresses are made.", fixed=True),
            "ipv6_ra_mode": Field("Who sends router advertisements.", fixed=True),
            "tags": TAGS,
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
            "name": NAME,
            "project": PROJECT,
            "description": DESCRIPTION,
            "enabled": ADMIN_STATE,
            "gateway": Field("The external network.", refers="networks", api="gateway_network_id"),
            "gateway_addresses": Field("All its addresses there; any one when left out.", type="set", of="address"),
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
                    "nexthop": Field("Address.", type="address", required=True),
                },
            ),
            "tags": TAGS,
        },
        example={"name": "edge", "gateway": "public", "interfaces": ["private"]},
    ),
    Kind(
        name="floating_ips",
        singular="floating IP",
        description="An address of an external network, given to a server or port.",
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
            "address": Field("A certain address.", type="address", api="floating_ip_address", fixed=True),
            "server": Field("The server that gets it.", refers="servers", separate=True),
            "port": Field("The port that gets it, in the place of a server.", refers="ports"),
            "fixed_address": Field("Which of the port's addresses.", type="address", api="fixed_ip_address"),
            "tags": TAGS,
        },
        example={"name": "web1", "network": "public", "server": "web1"},
    ),
)
