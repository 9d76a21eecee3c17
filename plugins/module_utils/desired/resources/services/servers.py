# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Servers."""

from __future__ import annotations

from dataclasses import replace

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field, Kind
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.services.fields import (
    DESCRIPTION,
    NAME,
    PROJECT,
    TAGS,
)

# What the status of a server says of whether it runs, and those that pass by themselves.
RUNNING = {"ACTIVE": True, "SHUTOFF": False}
UNFINISHED = ("BUILD", "REBUILD", "RESIZE", "VERIFY_RESIZE", "MIGRATING", "REBOOT", "HARD_REBOOT")


def server(raw: dict) -> dict:
    """Return a server with its flavour, image, networks, groups and volumes as plain values, as far as they are known.

    What it is attached to shows only once it is built; one that boots from a volume has no image.
    """
    volumes = raw.get("os-extended-volumes:volumes_attached", [])
    told = {
        **raw,
        "project_id": raw["tenant_id"],
        "flavor_name": raw["flavor"]["original_name"],
        "volume_ids": [one["id"] for one in volumes if not one.get("delete_on_termination")],
        "availability_zone": raw.get("OS-EXT-AZ:availability_zone"),
    }
    if raw["image"]:
        told["image_id"] = raw["image"]["id"]
    if not state(raw):
        told["network_names"] = sorted(raw["addresses"])
        told["security_group_names"] = sorted({group["name"] for group in raw.get("security_groups", [])})
    if raw["status"] in RUNNING:
        told["running"] = RUNNING[raw["status"]]
    return told


def state(raw: dict) -> str:
    """Return whether a server `failed` before it ever ran, or is still built, resized or moved."""
    if raw["status"] == "ERROR":
        return "" if raw.get("OS-SRV-USG:launched_at") else "failed"
    return "unfinished" if raw["status"] in UNFINISHED else ""


def with_networks_of_ports(values: dict) -> dict:
    """Return the fields of a server with the networks of its ports among its networks."""
    if values.get("networks") is None or not values.get("ports"):
        return values
    others = [port.key[0] for port in values["ports"]]
    return {**values, "networks": list(dict.fromkeys([*values["networks"], *others]))}


KINDS = (
    Kind(
        name="servers",
        singular="server",
        description="A server. Made and waited for until it is active.",
        service="compute",
        path="/servers",
        list_path="/servers/detail",
        envelope="server",
        key=("project", "name"),
        reshape=server,
        state=state,
        settle=with_networks_of_ports,
        owner="tags",
        after=("role_assignments", "subnets", "routers"),
        fields={
            "name": NAME,
            "project": PROJECT,
            "flavor": Field(
                "Its size.",
                refers="flavors",
                required=True,
                api="flavor_name",
                by_name=True,
                separate=True,
                initial=True,
                takes="a resize, which restarts it",
            ),
            "image": Field(
                "What it boots from.",
                refers="images",
                separate=True,
                initial=True,
                takes="a rebuild, which loses what its root disk holds",
            ),
            "boot_volume_size": Field(
                "Size in GiB of a volume made from the image to boot from.", type="integer", write_only=True
            ),
            "ports": Field("Ports made beforehand, in order.", type="list", refers="ports", write_only=True),
            "server_group": Field("Its server group.", refers="server_groups", write_only=True),
            "volumes": Field(
                "All volumes that are attached to it, but for one that goes with it.",
                type="set",
                refers="volumes",
                separate=True,
            ),
            "networks": Field(
                "All networks that it has a port on, those of its `ports` too; the order counts when it is made.",
                type="list",
                any_order=True,
                separate=True,
                initial=True,
                refers="networks",
                api="network_names",
                by_name=True,
            ),
            "security_groups": Field(
                "The security groups of its ports.",
                type="set",
                refers="security_groups",
                api="security_group_names",
                by_name=True,
                separate=True,
                initial=True,
            ),
            "key_pair": Field("The key that may log in.", refers="key_pairs", api="key_name", by_name=True, fixed=True),
            "user_data": Field("What cloud-init gets.", write_only=True, secret=True),
            "config_drive": Field("Whether a drive with its metadata is attached.", type="boolean", write_only=True),
            "availability_zone": Field("Where it runs.", write_only=True),
            "running": Field("Whether it runs; left as it is when left out.", type="boolean", separate=True),
            "tags": replace(TAGS, initial=True),
            "metadata": Field("Properties that the server itself can read.", type="map", separate=True, initial=True),
            "description": DESCRIPTION,
        },
        example={
            "name": "web1",
            "flavor": "small",
            "image": "debian",
            "networks": ["private"],
            "security_groups": ["web"],
            "key_pair": "alice",
        },
    ),
)
