# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Reads and changes a host's settings, and keeps a record of every change, so that it can be taken back."""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import suppress
from dataclasses import asdict

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.host import (
    BRIDGE_FILE,
    TIME_FILE,
    Actual,
    Change,
    HostError,
    HostState,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.host import network, packages
from ansible_collections.stackwright.cloud.plugins.module_utils.host.system import output, read

RECORD = "/var/lib/stackwright/host.json"


def load_record() -> list[Change]:
    """Return the changes of all runs so far."""
    return [Change(**change) for change in json.loads(read(RECORD) or "[]")]


def keep_record(record: list[Change]) -> None:
    """Replace the record; an empty one is removed, and its directory if nothing else is there."""
    if not record:
        if os.path.exists(RECORD):
            os.unlink(RECORD)
            with suppress(OSError):
                os.rmdir(os.path.dirname(RECORD))
        return
    write(RECORD, json.dumps([asdict(change) for change in record], indent=1) + "\n")


def look(state: HostState, family: str) -> Actual:
    """Return what the host has of what ``state`` names."""
    return Actual(
        packages=packages.installed(family, list(state.packages)),
        modules={name for name in state.modules if os.path.isdir(f"/sys/module/{name}")},
        sysctls={name: sysctl(name) for name in state.sysctls},
        files={path: text(path) for path in state.files},
        bridges=_bridges(),
        units=_enabled(state.units),
    )


def text(path: str) -> str | None:
    """Return the whole text of file *path*, or None without it."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None


def write(path: str, content: str) -> None:
    """Put *content* at *path* by rename, world-readable; nothing here is secret."""
    os.makedirs(os.path.dirname(path), mode=0o755, exist_ok=True)
    temporary = f"{path}.stackwright-new"
    with open(temporary, "w", encoding="utf-8") as file:
        file.write(content)
        os.fchmod(file.fileno(), 0o644)
        os.fsync(file.fileno())
    os.rename(temporary, path)


def sysctl(name: str) -> int | None:
    """Return the value of a numeric kernel setting, or None where the kernel has it not or does not let it be set."""
    path = _sysctl_path(name)
    value = read(path) or ""
    return int(value) if value.lstrip("-").isdigit() and os.access(path, os.W_OK) else None


def _sysctl_path(name: str) -> str:
    return "/proc/sys/" + name.replace(".", "/")


def _bridges() -> dict[str, list[str]]:
    """Return the addresses of the interfaces that are bridges, by name."""
    links = network.interfaces()
    return {name: link["addresses"] for name, link in links.items() if link["kind"] == "bridge"}


def _enabled(units: tuple[str, ...]) -> set[str]:
    if not units:
        return set()
    # Prints one line a unit, and fails where any is not enabled.
    completed = subprocess.run(
        ["systemctl", "is-enabled", *units], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
    )
    states = completed.stdout.decode().split()
    return {unit for unit, state in zip(units, states) if state == "enabled"}


def apply(changes: list[Change]) -> None:
    """Make *changes*, of any kind but package; raises ``HostError``."""
    for change in changes:
        if change.kind in _APPLIERS:
            _APPLIERS[change.kind](change)
    for path in sorted(_FOLLOW_UPS.keys() & {change.name for change in changes}):
        output(*_FOLLOW_UPS[path])


def _file(change: Change) -> None:
    if change.after is not None:
        write(change.name, change.after)
    elif os.path.exists(change.name):
        os.unlink(change.name)


def _sysctl(change: Change) -> None:
    try:
        with open(_sysctl_path(change.name), "w", encoding="ascii") as file:
            file.write(str(change.after))
    except OSError as error:
        raise HostError(
            f"sysctl {change.name} cannot be set to {change.after} here: {error.strerror}. "
            "Set it where the kernel is in charge, or take it out of host_sysctls."
        ) from error


def _module(change: Change) -> None:
    if change.after is not None:
        _run("modprobe", change.name)
    else:
        output("modprobe", "--remove", change.name)  # one that is in use stays


def _bridge(change: Change) -> None:
    if change.after is None:
        output("ip", "link", "delete", change.name, "type", "bridge")  # it may be gone since a reboot
        return
    if change.name in network.interfaces():
        raise HostError(f"host_bridge is {change.name}, an interface that exists and is no bridge; choose another name")
    _run("ip", "link", "add", "name", change.name, "type", "bridge")
    _run("ip", "link", "set", change.name, "up")


def _address(change: Change) -> None:
    if change.after is not None:
        _run("ip", "address", "add", change.after, "dev", change.name)
        _run("ip", "link", "set", change.name, "up")
    else:
        output("ip", "address", "delete", str(change.before), "dev", change.name)


def _unit(change: Change) -> None:
    if change.after is None:
        output("systemctl", "disable", change.name)
    else:
        _run("systemctl", "enable", change.name)  # at boot; what it does was just done here


_APPLIERS = {
    "address": _address,
    "bridge": _bridge,
    "file": _file,
    "module": _module,
    "sysctl": _sysctl,
    "unit": _unit,
}
# Commands that make known that a file was changed or removed.
_FOLLOW_UPS = {
    BRIDGE_FILE: ("systemctl", "daemon-reload"),
    TIME_FILE: ("systemctl", "try-restart", "chrony.service"),
}


def _run(*command: str) -> None:
    completed = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if completed.returncode:
        message = completed.stdout.decode(errors="replace").strip()
        raise HostError(f"`{' '.join(command)}` failed with status {completed.returncode}: {message}")
