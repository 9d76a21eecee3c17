# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Ports that the cloud needs and somebody else has."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.checks.fault import Fault
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.definition import groups_of

EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound

Needed = dict[tuple[str, int], str]


def needed_ports(
    definitions: Mapping[str, Mapping[str, Any]], groups: Collection[str], address: str, shared: Collection[str]
) -> Needed:
    """Return what will listen on a host of ``groups``: the frontend or container by address and TCP port.

    Frontends are on the load balancer's ``shared`` addresses of hosts in ``control``, their backends and the ``ports``
    of containers on the host's own ``address``.
    """
    ports: Needed = {}
    for definition in definitions.values():
        for name, frontend in definition.get("frontends", {}).items():
            if "control" in groups:
                ports.update({(virtual, int(frontend["port"])): name for virtual in shared})
            if set(groups_of(frontend)) & set(groups):
                ports[address, int(frontend.get("backend_port", frontend["port"]))] = name
        for name, container in definition.get("containers", {}).items():
            if set(groups_of(container)) & set(groups):
                ports.update({(address, int(port)): name for port in container["ports"]})
    return ports


def port_faults(host: str, needed: Needed, listeners: Collection[Mapping[str, Any]], cloud: str) -> list[Fault]:
    """Return the needed ports that something other than a container of ``cloud`` listens on."""
    faults = []
    for (address, port), name in sorted(needed.items()):
        for listener in listeners:
            held = listener["protocol"] == "tcp" and listener["port"] == port
            if held and listener["address"] in (address, *EVERY_ADDRESS) and listener.get("label") != cloud:
                where = f"{listener['address']}:{port}"
                remedy = "Stop it, or have it listen on another address"
                faults.append(
                    Fault(host, f"port {port} of {name}", None, f"{_holder(listener)} listens on {where}", remedy)
                )
    return list(dict.fromkeys(faults))


def _holder(listener: Mapping[str, Any]) -> str:
    process = listener.get("process") or "a process that cannot be seen"
    return f"{process} in container {listener['container']}" if listener.get("container") else process
