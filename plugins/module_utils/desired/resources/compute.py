# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What Nova keeps: flavours, key pairs, servers."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.identity import (
    PROJECT,
    description,
    name,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field, Kind


def flavor(raw: dict) -> dict:
    """Return a flavour with a swap of nothing (listed as an empty text) as 0."""
    return {**raw, "swap": raw.get("swap") or 0}


def key_pair(raw: dict) -> dict:
    """Return a key pair without the envelope that each has in the list, and the public key without its comment."""
    pair = raw["keypair"]
    return {**pair, "id": pair["name"], "public_key": " ".join(pair["public_key"].split()[:2])}


def server(raw: dict) -> dict:
    """Return a server with its flavour, image, networks and groups as plain values."""
    return {
        **raw,
        "project_id": raw["tenant_id"],
        "flavor_name": raw["flavor"]["original_name"],
        "image_id": raw["image"]["id"] if raw["image"] else None,
        "network_names": sorted(raw["addresses"]),
        "security_group_names": sorted({group["name"] for group in raw.get("security_groups", [])}),
        "availability_zone": raw.get("OS-EXT-AZ:availability_zone"),
    }


KINDS = (
    Kind(
        name="flavors",
        singular="flavor",
        description="A size of servers.",
        service="compute",
        path="/flavors",
        list_path="/flavors/detail?is_public=None",
        envelope="flavor",
        key=("name",),
        reshape=flavor,
        fields={
            "name": name(),
            "ram": Field("Memory in MiB.", type="integer", required=True, fixed=True),
            "vcpus": Field("Virtual processors.", type="integer", required=True, fixed=True),
            "disk": Field("Size of the root disk in GiB.", type="integer", default=0, fixed=True),
            "ephemeral": Field("Second disk in GiB.", type="integer", api="OS-FLV-EXT-DATA:ephemeral", fixed=True),
            "swap": Field("Swap in MiB.", type="integer", fixed=True),
            "public": Field(
                "Whether every project may use it.", type="boolean", api="os-flavor-access:is_public", fixed=True
            ),
            "description": description(),
            "extra_specs": Field("Properties for the scheduler and the driver.", type="map", separate=True),
        },
        example={"name": "small", "ram": 512, "vcpus": 1, "disk": 5, "extra_specs": {"hw:cpu_policy": "shared"}},
    ),
    Kind(
        name="key_pairs",
        singular="key pair",
        description="A public SSH key of the user who logs in.",
        service="compute",
        path="/os-keypairs",
        envelope="keypair",
        key=("name",),
        reshape=key_pair,
        fields={
            "name": name(),
            "public_key": Field("The key as in an `authorized_keys` file.", type="ssh_key", required=True, fixed=True),
            "type": Field("What it is.", choices=("ssh", "x509"), fixed=True),
        },
        example={"name": "alice", "public_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA alice@example.org"},
    ),
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
        owner="tags",
        after=("role_assignments", "subnets", "routers"),
        fields={
            "name": name(),
            "project": PROJECT,
            "flavor": Field("Its size.", refers="flavors", required=True, api="flavor_name", by_name=True, fixed=True),
            "image": Field("What it boots from.", refers="images", fixed=True),
            "networks": Field(
                "The networks it has a port on.",
                type="list",
                refers="networks",
                api="network_names",
                by_name=True,
                fixed=True,
            ),
            "security_groups": Field(
                "The security groups of its ports.",
                type="set",
                refers="security_groups",
                api="security_group_names",
                by_name=True,
                separate=True,
            ),
            "key_pair": Field("The key that may log in.", refers="key_pairs", api="key_name", by_name=True, fixed=True),
            "user_data": Field("What cloud-init gets.", write_only=True),
            "config_drive": Field("Whether a drive with its metadata is attached.", type="boolean", write_only=True),
            "availability_zone": Field("Where it runs.", write_only=True),
            "tags": Field("Labels.", type="set", separate=True),
            "metadata": Field("Properties that the server itself can read.", type="map", separate=True),
            "description": description(),
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
