# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Probes: whether a container does its work, asked until it does or time is up."""

from __future__ import annotations

import glob
import http.client
import os
import re
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.model import Data
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import EngineError, Podman
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.supervisor import Supervisor

# Seconds between attempts: soon at first, then rarely, as every look takes from what the container needs to start.
FIRST_INTERVAL = 0.25
LAST_INTERVAL = 2.0
ATTEMPT_TIMEOUT = 10
MAX_RESTARTS = 3
# Seconds that a connection must last: a program may connect and die of the first answer.
STEADY = 2.0


class ProbeError(Exception):
    """The container did not become healthy; the message says what the probe saw last."""


def wait_until_healthy(supervisor: Supervisor, name: str, probe: Data) -> None:
    """Return once the *probe* of container *name* passes; raise ProbeError when it dies or time (s) is up."""
    deadline = time.monotonic() + probe["timeout"]
    interval = FIRST_INTERVAL
    while True:
        state = supervisor.state(name)
        seen = _dead(state) or attempt(supervisor.engine, name, state, probe)
        if seen is None:
            return
        if _dead(state) or time.monotonic() > deadline:
            raise ProbeError(seen)
        time.sleep(interval)
        interval = min(interval * 1.5, LAST_INTERVAL)


def attempt(engine: Podman, name: str, state: Data, probe: Data) -> str | None:
    """Return None if the *probe* passes now, else what it saw."""
    if not state["Running"]:
        return f"it is {state['Status']}"
    kind = next(key for key in probe if key != "timeout")
    try:
        return _KINDS[kind](engine, name, state, probe[kind])
    except (OSError, http.client.HTTPException, EngineError) as error:
        return f"probe {kind} {probe[kind]}: {error}"


def _dead(state: Data) -> str | None:
    if state["RestartCount"] >= MAX_RESTARTS:
        code = f", last with exit code {state['ExitCode']}" if state["Status"] == "exited" else ""
        return f"it died {state['RestartCount']} times{code}"
    return None


def _http(engine: Podman, name: str, state: Data, url: str) -> str | None:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=ATTEMPT_TIMEOUT)
    try:
        connection.request("GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        status = connection.getresponse().status
    finally:
        connection.close()
    return None if status < 400 else f"GET {url} answered {status}"


def _tcp(engine: Podman, name: str, state: Data, address: str) -> str | None:
    host, _separator, port = address.rpartition(":")
    socket.create_connection((host, int(port)), timeout=ATTEMPT_TIMEOUT).close()
    return None


def _exec(engine: Podman, name: str, state: Data, command: list[str]) -> str | None:
    engine.execute(name, command, timeout=ATTEMPT_TIMEOUT)
    return None


def _running(engine: Podman, name: str, state: Data, seconds: float) -> str | None:
    time.sleep(seconds)
    return None if engine.state(name)["Pid"] == state["Pid"] else "it ended again"


def _connected(engine: Podman, name: str, state: Data, port: int) -> str | None:
    first = _connections(state["Pid"], int(port))
    if not first:
        return f"no process of it is connected to port {port}"
    time.sleep(STEADY)
    return None if first & _connections(state["Pid"], int(port)) else f"its connection to port {port} did not last"


def _connections(pid: int, port: int) -> set[str]:
    """Return the inodes of the sockets of process *pid* and its descendants that are connected to remote *port*."""
    held: set[str] = set()
    return _established_inodes(port) & held.union(*map(_socket_inodes, _descendants(pid)))


def _established_inodes(port: int) -> set[str]:
    """Return the inodes of sockets connected to remote *port* (proc(5), /proc/net/tcp: state 01)."""
    inodes = set()
    for table in filter(os.path.exists, ("/proc/net/tcp", "/proc/net/tcp6")):
        with open(table, encoding="ascii") as lines:
            for line in lines:
                fields = line.split()
                if fields[3] == "01" and int(fields[2].rpartition(":")[2], 16) == port:
                    inodes.add(fields[9])
    return inodes


def _descendants(pid: int) -> list[int]:
    found = [pid]
    for path in glob.glob(f"/proc/{pid}/task/*/children"):
        # A process may end while its children are read.
        with suppress(FileNotFoundError, ProcessLookupError), open(path, encoding="ascii") as children:
            for child in children.read().split():
                found += _descendants(int(child))
    return found


def _socket_inodes(pid: int) -> set[str]:
    inodes = set()
    for path in glob.glob(f"/proc/{pid}/fd/*"):
        try:
            match = re.fullmatch(r"socket:\[(\d+)\]", os.readlink(path))
        except OSError:
            continue
        if match:
            inodes.add(match.group(1))
    return inodes


_KINDS: dict[str, Callable[[Podman, str, Data, Any], str | None]] = {
    "http": _http,
    "tcp": _tcp,
    "exec": _exec,
    "running": _running,
    "connected": _connected,
}
