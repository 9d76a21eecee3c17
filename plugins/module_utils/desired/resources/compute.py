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


def aggregate(raw: dict) -> dict:
    """Return an aggregate without the property that stands for its availability zone."""
    metadata = {name: value for name, value in raw.get("metadata", {}).items() if name != "availability_zone"}
    return {**raw, "metadata": metadata}


def server_group(raw: dict) -> dict:
    """Return a server group with its rule at the top."""
    return {**raw, "max_server_per_host": (raw.get("rules") or {}).get("max_server_per_host")}


def server(raw: dict) -> dict:
    """Return a server with its flavour, image, networks, groups and volumes as plain values."""
    volumes = raw.get("os-extended-volumes:volumes_attached", [])
    return {
        **raw,
        "project_id": raw["tenant_id"],
        "flavor_name": raw["flavor"]["original_name"],
        "volume_ids": [one["id"] for one in volumes if not one.get("delete_on_termination")],
        "image_id": raw["image"]["id"] if raw["image"] else None,
        "network_names": sorted(raw["addresses"]),
        "security_group_names": sorted({group["name"] for group in raw.get("security_groups", [])}),
        "availability_zone": raw.get("OS-EXT-AZ:availability_zone"),
    }


def never_started(raw: dict) -> bool:
    """Return whether a server failed before it ever ran."""
    return raw["status"] == "ERROR" and not raw.get("OS-SRV-USG:launched_at")


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
                "Whether every project may use it.",
                type="boolean",
                api="os-flavor-access:is_public",
                fixed=True,
                usual=True,
            ),
            "description": description(),
            "extra_specs": Field("Properties for the scheduler and the driver.", type="map", separate=True),
            "projects": Field(
                "All projects that may use it when it is not public.", type="set", refers="projects", separate=True
            ),
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
        name="aggregates",
        singular="aggregate",
        description="Compute hosts with something in common.",
        service="compute",
        path="/os-aggregates",
        envelope="aggregate",
        key=("name",),
        reshape=aggregate,
        fields={
            "name": name(),
            "availability_zone": Field("The availability zone that it makes of its hosts."),
            "hosts": Field("All its hosts.", type="set", separate=True),
            "metadata": Field("Properties for the scheduler.", type="map", separate=True),
        },
        example={"name": "fast", "hosts": ["compute1"], "metadata": {"ssd": "true"}},
    ),
    Kind(
        name="server_groups",
        singular="server group",
        description="Servers that must, or must not, share a host.",
        service="compute",
        path="/os-server-groups",
        envelope="server_group",
        key=("project", "name"),
        reshape=server_group,
        fields={
            "name": name(),
            "project": PROJECT,
            "policy": Field(
                "Together or apart.",
                choices=("affinity", "anti-affinity", "soft-affinity", "soft-anti-affinity"),
                required=True,
                fixed=True,
            ),
            "max_server_per_host": Field("How many a host may have with `anti-affinity`.", type="integer", fixed=True),
        },
        example={"name": "database", "policy": "anti-affinity"},
    ),
    Kind(
        name="compute_services",
        singular="compute service",
        description="Nova on one compute host. It can be closed to new servers.",
        service="compute",
        path="/os-services",
        list_path="/os-services?binary=nova-compute",
        envelope="",
        key=("name",),
        permanent=True,
        fields={
            "name": Field("The host.", required=True, api="host"),
            "status": Field("Whether it takes new servers.", choices=("enabled", "disabled")),
            "disabled_reason": Field("Why it does not."),
        },
        example={"name": "compute1", "status": "disabled", "disabled_reason": "memory is replaced on Monday"},
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
        broken=never_started,
        owner="tags",
        after=("role_assignments", "subnets", "routers"),
        fields={
            "name": name(),
            "project": PROJECT,
            "flavor": Field("Its size.", refers="flavors", required=True, api="flavor_name", by_name=True, fixed=True),
            "image": Field("What it boots from.", refers="images", fixed=True),
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
