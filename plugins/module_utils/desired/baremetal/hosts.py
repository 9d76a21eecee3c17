# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Nodes as hosts of an inventory: from what Ironic lists to variables and groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.found import Found

PREFIX = "baremetal_"
# What hosts are grouped by, and how their groups begin; a role is a group of its own name.
GROUPINGS = {"role": "", "class": "class_", "trait": "trait_", "state": "state_"}


def variables(found: Found) -> dict[str, Any]:
    """Return the variables of a node: where it is reached, what it is, and what it has."""
    mark, raw = found.mark, found.raw
    hardware = {name: value for name, value in (mark.get("hardware") or {}).items() if name != "inspected"}
    told = {
        "id": found.id,
        "name": raw.get("name") or found.id,
        "state": found.state,
        "power": str(raw.get("power_state") or "").removeprefix("power "),
        "maintenance": bool(raw.get("maintenance")),
        "driver": raw.get("driver") or "",
        "class": raw.get("resource_class") or "",
        "traits": raw.get("traits") or [],
        "roles": mark.get("roles") or [],
        "macs": sorted(found.ports),
        "network": mark.get("network") or {},
        "burn_in": mark.get("burn_in") or {},
        "hardware": hardware,
    }
    address = {"ansible_host": mark["address"]} if mark.get("address") else {}
    return {**{PREFIX + name: value for name, value in told.items()}, **address}


def groups(host: Mapping[str, Any], chosen: list[str]) -> list[str]:
    """Return the groups of a host with these variables, by each of *chosen*."""
    values = {
        "role": host[PREFIX + "roles"],
        "class": [host[PREFIX + "class"]],
        "trait": host[PREFIX + "traits"],
        "state": [host[PREFIX + "state"]],
    }
    return [GROUPINGS[kind] + value for kind in chosen for value in values[kind] if value]
