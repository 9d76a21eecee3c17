# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a working cloud answers, judged: nothing is asked here."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any


def compute_faults(services: list[dict[str, Any]], computes: list[str], hosts: Collection[str]) -> list[str]:
    """Return what is wrong with Nova's *services* (GET /os-services) on *hosts*; *computes* must have one for servers.

    Nova keeps those of hosts that are gone, until somebody deletes them.
    """
    faults = [
        f"{service['binary']} on {service['host']} is {service['state']}"
        for service in services
        if service["host"] in hosts and service["status"] == "enabled" and service["state"] != "up"
    ]
    present = {service["host"] for service in services if service["binary"] == "nova-compute"}
    return faults + [f"nova-compute on {host} has not registered" for host in computes if host not in present]


def hypervisor_faults(hypervisors: list[dict[str, Any]], hosts: list[str]) -> list[str]:
    """Return which of *hosts* no server can go to yet: only mapped ones are listed (GET /os-hypervisors/detail)."""
    present = {hypervisor["service"]["host"] for hypervisor in hypervisors}
    return [f"compute host {host} is not mapped to a cell yet" for host in hosts if host not in present]


def agent_faults(agents: list[dict[str, Any]], hosts: list[str]) -> list[str]:
    """Return what is wrong with Neutron's *agents* (GET /v2.0/agents), one of which each of *hosts* must have.

    Those elsewhere stand for machines of Ironic, or for hosts that are gone.
    """
    faults = [
        f"{agent['agent_type']} on {agent['host']} is not alive"
        for agent in agents
        if agent["host"] in hosts and not agent["alive"]
    ]
    present = {agent["host"] for agent in agents}
    return faults + [f"no network agent of {host} has registered" for host in hosts if host not in present]


def conductor_faults(conductors: list[dict[str, Any]]) -> list[str]:
    """Return what is wrong with Ironic's *conductors* (GET /v1/conductors); without one no machine is worked on."""
    if not conductors:
        return ["no conductor of Ironic has registered"]
    return [f"ironic-conductor on {one['hostname']} is not alive" for one in conductors if not one["alive"]]
