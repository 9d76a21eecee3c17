# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Any document: strategies whose entries refer to each other by name."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

names = st.text("abcdef-", min_size=1, max_size=6)
# MariaDB keeps what is beyond the first plane of Unicode in some of the services' tables only.
texts = st.text(st.characters(max_codepoint=0x2FF, exclude_categories=["Cs", "Cc"]), max_size=12)
tags = st.lists(st.text("xyz", min_size=1, max_size=3), max_size=3, unique=True)
maps = st.dictionaries(names, texts, max_size=3)
cidrs = st.lists(st.sampled_from(["192.0.2.0/24", "198.51.100.7/32", "2001:db8::/64"]), max_size=2, unique=True)
TEMPLATE = {"heat_template_version": "2021-04-16"}
rules = st.lists(
    st.fixed_dictionaries(
        {"protocol": st.sampled_from(["tcp", "udp"]), "port_range_min": st.integers(1, 65535)},
        optional={"remote_ip_prefix": st.sampled_from(["192.0.2.0/24", "198.51.100.7/32"])},
    ),
    max_size=3,
)


def entries(needed: dict | None = None, most: int = 3, **optional: st.SearchStrategy) -> st.SearchStrategy:
    """Entries of unique names with what is *needed*, each with any of the *optional* fields."""
    entry = st.fixed_dictionaries({"name": names, **(needed or {})}, optional=optional)
    return st.lists(entry, max_size=most, unique_by=lambda one: one["name"])


def some(references: list) -> st.SearchStrategy:
    """Any of *references*, as a list."""
    return st.lists(st.sampled_from(references), unique_by=str, max_size=2) if references else st.just([])


def one_of(references: list) -> st.SearchStrategy:
    """One of *references*, or nothing."""
    return st.sampled_from([None, *references])


@st.composite
def networking(draw) -> dict[str, Any]:
    """Documents of what Neutron keeps for a project."""
    address_groups = draw(entries({"addresses": cidrs}, description=texts))
    qos = draw(entries(description=texts, dscp_mark=st.sampled_from([8, 26])))
    networks = draw(
        entries(
            description=texts,
            mtu=st.integers(1280, 1400),
            tags=tags,
            enabled=st.booleans(),
            qos_policy=one_of([policy["name"] for policy in qos]),
        )
    )
    subnets = [
        {
            "name": name,
            "network": network["name"],
            "cidr": f"10.{number}.{part}.0/24",
            "enable_dhcp": draw(st.booleans()),
        }
        for number, network in enumerate(networks)
        for part, name in enumerate(draw(st.lists(st.sampled_from(["a", "b"]), unique=True)))
    ]
    # A subnet has one router's interface at its gateway.
    inner = [{"network": subnet["network"], "name": subnet["name"]} for subnet in subnets]
    routers = draw(entries(description=texts, most=1, interfaces=some(inner)))
    groups = draw(entries(ingress=rules, egress=rules, tags=tags))
    for group in groups:
        if address_groups and "ingress" in group:
            group["ingress"].append({"protocol": "sctp", "remote_address_group": address_groups[0]["name"]})
    return {
        "address_groups": address_groups,
        "qos_policies": qos,
        "networks": networks,
        "subnets": subnets,
        "routers": routers,
        "security_groups": groups,
        "subnet_pools": draw(entries({"prefixes": st.just(["10.60.0.0/16"])}, description=texts)),
    }


@st.composite
def documents(draw) -> dict[str, Any]:
    """Documents of many kinds."""
    projects = draw(entries(description=texts, enabled=st.booleans(), tags=tags))
    users = draw(entries({"password": st.text("abc", min_size=1)}, email=texts))
    targets = [{"user": user["name"], "project": project["name"]} for user in users for project in projects]
    network = draw(networking())
    qos = draw(entries({"consumer": st.sampled_from(["front-end", "both"])}, specs=maps))
    types = draw(entries(description=texts, extra_specs=maps, qos=one_of([one["name"] for one in qos])))
    type_name = one_of([one["name"] for one in types])
    volumes = draw(entries({"size": st.integers(1, 9)}, volume_type=type_name, metadata=maps, description=texts))
    flavors = draw(entries({"ram": st.integers(1, 512), "vcpus": st.integers(1, 8)}, extra_specs=maps))
    images = draw(entries(min_ram=st.integers(0, 512), tags=tags, properties=maps.map(os_properties)))
    servers = []
    if flavors and images:
        needed = {"flavor": st.just(flavors[0]["name"]), "image": st.sampled_from([one["name"] for one in images])}
        nets = some([one["name"] for one in network["networks"]])
        servers = draw(
            entries(needed, networks=nets, metadata=maps, tags=tags, running=st.booleans(), description=texts)
        )
    return {
        "name": "property",
        "projects": projects,
        "users": users,
        "groups": draw(entries(users=some([user["name"] for user in users]), description=texts)),
        "role_assignments": [{"role": "member", **target} for target in targets],
        "quotas": [{"project": one["name"], "compute": {"cores": draw(st.integers(-1, 9))}} for one in projects],
        **network,
        "images": images,
        "volume_qos": qos,
        "volume_types": types,
        "volumes": volumes,
        "flavors": flavors,
        "aggregates": draw(entries(metadata=maps, availability_zone=st.just("two"))),
        "server_groups": draw(entries({"policy": st.sampled_from(["affinity", "soft-affinity"])})),
        "servers": servers,
        "stacks": draw(
            entries({"template": st.just({"heat_template_version": "2021-04-16"})}, parameters=maps, tags=tags)
        ),
    }


def os_properties(given: dict[str, str]) -> dict[str, str]:
    """Return *given* as properties of an image, whose names must not be those of its own fields."""
    return {f"os_{name}": value for name, value in given.items()}
