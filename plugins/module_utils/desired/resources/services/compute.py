# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What Nova keeps for servers: flavors, key pairs, aggregates, server groups and its own hosts."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field, Kind
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.services.fields import (
    DESCRIPTION,
    NAME,
    PROJECT,
)


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
            "name": NAME,
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
            "description": DESCRIPTION,
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
            "name": NAME,
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
            "name": NAME,
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
            "name": NAME,
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
            "empty": Field(
                "Whether it may hold no server: those that run are migrated live, others cold, wherever the scheduler "
                "says. Wants `status: disabled`.",
                type="boolean",
                separate=True,
            ),
            "cold": Field(
                "Whether servers that run and cannot be migrated live are migrated cold, which restarts them.",
                type="boolean",
                write_only=True,
            ),
            "evacuate": Field(
                "Whether the servers of a host that is down are started elsewhere. Make sure that it is off.",
                type="boolean",
                write_only=True,
            ),
        },
        example={"name": "compute1", "status": "disabled", "disabled_reason": "new memory on Monday", "empty": True},
    ),
)
