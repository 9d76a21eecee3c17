# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A domain's snapshot: its options, and what it takes to have it.

Source of the paths: https://libvirt.org/formatsnapshot.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.plan import LIVE, Plan
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.schema import (
    Fields,
    Value,
    argument_spec,
    write,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.surroundings import exclusive

FIELDS: Fields = {
    "name": Value("name", required=True),
    "description": Value("description"),
    "memory": Value("memory@snapshot", choices=("internal", "no")),
}
SPEC = {
    "options": {
        **argument_spec(FIELDS)["options"],
        "domain": {"type": "str", "required": True},
        "state": {"type": "str", "default": "present", "choices": ["present", "absent", "reverted"]},
        "disk_only": {"type": "bool", "default": False},
        "quiesce": {"type": "bool", "default": False},
        "children": {"type": "bool", "default": False},
        "force": {"type": "bool", "default": False},
    }
}


@dataclass
class SnapshotPlan(Plan):
    """What becomes of a snapshot: ``create``, ``delete``, ``revert`` or nothing."""

    action: str = ""


def plan_snapshot(options: dict, names: list[str]) -> SnapshotPlan:
    """The plan for one snapshot of a domain that has these; ValueError where there is none to revert to."""
    plan = SnapshotPlan("snapshot", f"{options['domain']}/{options['name']}")
    there = options["name"] in names
    if options["state"] == "reverted":
        if not there:
            raise ValueError(
                f"there is no such snapshot to revert to (there are: {', '.join(sorted(names)) or 'none'})"
            )
        plan.action = "revert"
        plan.add("domain", "as it is", "as in the snapshot", LIVE)
    elif options["state"] == "present" and not there:
        plan.action = "create"
        plan.add("state", "absent", "present", LIVE)
    elif options["state"] == "absent" and there:
        plan.action = "delete"
        plan.add("state", "present", "absent", LIVE)
    return plan


def unfit(options: dict, disks: list[dict]) -> Iterator[str]:
    """Disks that keep a new snapshot from being taken: libvirt can make overlays of a pool's volume, not merge them."""
    volumes = [disk["target"] for disk in disks if exclusive(disk) and disk.get("pool")]
    if options["disk_only"] and volumes:
        yield (
            f"libvirt takes no disk_only snapshot of {', '.join(volumes)}, a pool's volume; leave disk_only out,"
            " or have the domain name the disk by its file"
        )


def snapshot_xml(options: dict) -> Element:
    element = Element("domainsnapshot")
    write(FIELDS, element, {name: options[name] for name in FIELDS})
    return element
