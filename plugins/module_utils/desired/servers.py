# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Servers as hosts of an inventory: from what Nova lists to names, variables and groups."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Mapping
from typing import Any

PREFIX = "openstack_"
# What hosts are grouped by, and the variable with the group's name.
GROUPINGS = {
    "cloud": "cloud",
    "project": "project",
    "zone": "availability_zone",
    "image": "image",
    "flavor": "flavor",
    "network": "networks",
    "status": "status",
    "metadata": "metadata",
}


def variables(server: Mapping[str, Any], cloud: str, names: Mapping[str, str]) -> dict[str, Any]:
    """Return the variables of one server as Nova lists it; *names* are those of images and projects, by id."""
    image = server["image"]["id"] if server.get("image") else ""
    found = {
        "addresses": addresses(server),
        "availability_zone": server.get("OS-EXT-AZ:availability_zone") or "",
        "cloud": cloud,
        "created": server["created"],
        "flavor": server["flavor"].get("original_name", server["flavor"].get("id", "")),
        "id": server["id"],
        "image": names.get(image, image),
        "key_name": server.get("key_name") or "",
        "metadata": server.get("metadata", {}),
        "name": server["name"],
        "networks": sorted(server.get("addresses", {})),
        "project": names.get(server["tenant_id"], server["tenant_id"]),
        "status": server["status"],
        "tags": server.get("tags", []),
    }
    return {PREFIX + name: value for name, value in found.items()}


def addresses(server: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the addresses of *server*: each with its network, and whether it is `fixed` or `floating`."""
    return [
        {"network": network, "address": one["addr"], "type": one.get("OS-EXT-IPS:type", "fixed")}
        for network, several in server.get("addresses", {}).items()
        for one in several
    ]


def reachable(found: list[dict[str, str]], types: list[str], networks: list[str], version: int) -> str | None:
    """Return the address at which to connect: of the first of *types*, then of the first of *networks*, that has one.

    *version* is the internet protocol; without *networks* any will do.
    """
    wanted = [one for one in found if ipaddress.ip_address(one["address"]).version == version]
    wanted = [one for one in wanted if not networks or one["network"] in networks]
    wanted.sort(key=lambda one: networks.index(one["network"]) if networks else 0)
    return next((one["address"] for kind in types for one in wanted if one["type"] == kind), None)


def host_names(names: list[str], identifiers: list[str]) -> list[str]:
    """Return a name for each host: its own, and with its id where several have the same."""
    count = Counter(names)
    return [name if count[name] == 1 else f"{name}-{one}" for name, one in zip(names, identifiers)]


def groups(found: Mapping[str, Any], chosen: list[str]) -> list[str]:
    """Return the groups of a host with the variables *found*, by each of *chosen*."""
    result = []
    for kind in chosen:
        value = found[PREFIX + GROUPINGS[kind]]
        if isinstance(value, dict):
            value = [f"{name}_{item}" for name, item in value.items()]
        result += [f"{kind}_{item}" for item in (value if isinstance(value, list) else [value]) if item]
    return result
