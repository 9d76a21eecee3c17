# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A gateway's routers, moved by OVN and Neutron when its host's own Open vSwitch says that it takes none."""

from __future__ import annotations

import json
import time
from collections.abc import Collection
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired import gateway
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.entry import Entry
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import Podman
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.supervisor import supervisor_for

# Where both databases are reached from.
CONTAINER = "ovn_controller"
SOCKET = "unix:/run/openvswitch/db.sock"
TLS = ("--certificate=/etc/ovn/certificate.pem", "--private-key=/etc/ovn/key.pem", "--ca-cert=/etc/ovn/ca.pem")
# Seconds that the routers have to move, and between looks: each is a login to the southbound database.
PATIENCE, INTERVAL = 60, 0.5


def bring(engine: Podman, host: str, state: str, leaving: Collection[str], check: bool) -> list[Entry]:
    """Bring this gateway, *host* in the inventory, to *state*: `enabled` or `drained`, with the hosts *leaving*.

    Returns what was changed, or in *check* mode would be: nothing on a host without OVN. Raises GatewayError when its
    routers have nowhere to go or do not go, in which case it takes them again, and EngineError.
    """
    container = supervisor_for(engine).containers(None).get(CONTAINER)
    if container is None:
        return []
    if not container["running"]:
        raise gateway.GatewayError(
            f"nothing was changed: container {CONTAINER} of {host} does not run, without which the host's routers are "
            f"not known; stackwright.cloud.site --limit {host} starts it"
        )
    seen = _look(engine)
    todo = gateway.changes(seen, host, state, leaving)
    if todo and not check:
        _set(engine, gateway.wanted(seen.options, state))
        if state == "drained":
            _wait(engine, seen, host)
    return todo


def _look(engine: Podman) -> gateway.View:
    local = _ask(engine, SOCKET, "Open_vSwitch", gateway.LOCAL)
    return gateway.view(local, _ask(engine, gateway.remote(local), "OVN_Southbound", gateway.SOUTHBOUND))


def _ask(engine: Podman, server: str, database: str, operations: tuple) -> list[dict[str, Any]]:
    command = ["ovsdb-client", "--timeout=20", *TLS, "query", server, json.dumps([database, *operations])]
    answers: list[dict[str, Any]] = json.loads(engine.execute(CONTAINER, command))
    return answers


def _set(engine: Podman, options: Collection[str]) -> None:
    assignment = f'external_ids:ovn-cms-options="{",".join(options)}"'
    engine.execute(CONTAINER, ["ovs-vsctl", f"--db={SOCKET}", "--no-wait", "set", "Open_vSwitch", ".", assignment])


def _wait(engine: Podman, before: gateway.View, host: str) -> None:
    """Return once others hold the ports that this host held *before*."""
    deadline = time.monotonic() + PATIENCE
    while left := [port for port in before.held if not _look(engine).elsewhere(port)]:
        if time.monotonic() > deadline:
            _set(engine, gateway.wanted(before.options, "enabled"))
            raise gateway.GatewayError(
                f"{host} is a gateway as before, for in {PATIENCE} s no other took from it "
                f"{', '.join(before.routers(left))}. Neutron's containers on the control hosts and {CONTAINER} on the "
                "other gateways log why"
            )
        time.sleep(INTERVAL)
