# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Where the addresses of Neutron's subnets come from: address scopes and subnet pools."""

from __future__ import annotations

import ipaddress

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field, Kind
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.services.fields import (
    DESCRIPTION,
    NAME,
    PROJECT,
    TAGS,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.value import sort_key


def merged_prefixes(values: dict) -> dict:
    """Return the fields of a subnet pool with its prefixes joined as Neutron does."""
    prefixes = values.get("prefixes") or []
    four = ipaddress.collapse_addresses(ipaddress.IPv4Network(each) for each in prefixes if ":" not in each)
    six = ipaddress.collapse_addresses(ipaddress.IPv6Network(each) for each in prefixes if ":" in each)
    return {**values, "prefixes": sorted(map(str, (*four, *six)), key=sort_key)}


KINDS = (
    Kind(
        name="address_scopes",
        singular="address scope",
        description="A range within which addresses do not overlap.",
        service="network",
        path="/address-scopes",
        envelope="address_scope",
        key=("project", "name"),
        fields={
            "name": NAME,
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
        settle=merged_prefixes,
        owner="tags",
        fields={
            "name": NAME,
            "project": PROJECT,
            "prefixes": Field("Its addresses; they can be added to.", type="set", of="cidr", required=True),
            "default_prefix_length": Field(
                "Size of a subnet that asks for none.", type="integer", api="default_prefixlen"
            ),
            "min_prefix_length": Field("Smallest prefix length of a subnet.", type="integer", api="min_prefixlen"),
            "max_prefix_length": Field("Largest prefix length of a subnet.", type="integer", api="max_prefixlen"),
            "address_scope": Field("The address scope.", refers="address_scopes"),
            "shared": Field("Whether every project may use it.", type="boolean", fixed=True),
            "default": Field("Whether it is the default one.", type="boolean", api="is_default"),
            "description": DESCRIPTION,
            "tags": TAGS,
        },
        example={"name": "campus", "prefixes": ["198.51.100.0/24"], "default_prefix_length": 28},
    ),
)
