# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a host needs before containers can run on it, and how that differs from what it has."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.entry import Entry

ENGINE_FILE = "/etc/containers/containers.conf.d/50-stackwright.conf"
SYSCTL_FILE = "/etc/sysctl.d/90-stackwright.conf"
MODULES_FILE = "/etc/modules-load.d/stackwright.conf"
BRIDGE_UNIT = "stackwright-bridge.service"
BRIDGE_FILE = f"/etc/systemd/system/{BRIDGE_UNIT}"
TIME_FILE = "/etc/chrony/sources.d/stackwright.sources"
# Where podman looks for the authority of a registry (containers-certs.d(5)).
REGISTRY_FILE = "/etc/containers/certs.d/{}/ca.crt"

PACKAGES = {
    "debian": ("aardvark-dns", "ca-certificates", "iproute2", "iptables", "netavark", "podman", "runc"),
    "rhel": ("aardvark-dns", "ca-certificates", "iproute", "iptables-nft", "netavark", "podman"),
}
# The kernel's own default for a process that may raise its limits; podman asks for as many.
ENOUGH_FILES = 1048576
# What happens in this order, and is taken back in the reverse.
KINDS = ("package", "module", "sysctl", "file", "bridge", "address", "unit")


class HostError(Exception):
    """The host cannot be prepared as asked; the message says what to do."""


@dataclass(frozen=True)
class HostState:
    """What a host should have. Sysctls are least values; a bridge is a name and an address with prefix length."""

    packages: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    sysctls: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    bridge: Mapping[str, str] | None = None
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class Actual:
    """What a host has, of that which a ``HostState`` names; None where there is nothing."""

    packages: Collection[str]
    modules: Collection[str]
    sysctls: Mapping[str, int | None]
    files: Mapping[str, str | None]
    bridges: Mapping[str, Collection[str]]
    units: Collection[str]


@dataclass(frozen=True)
class Change:
    """One setting: what it is and should be, as text; None where it is not there."""

    kind: str
    name: str
    before: str | None
    after: str | None

    def as_line(self) -> str:
        """Return the change in one line, like ``sysctl kernel.keys.maxkeys: 200 -> 2000``."""
        if self.kind == "file":
            return f"file {self.name}: {'removed' if self.after is None else 'changed' if self.before else 'made'}"
        if self.after is None:
            return f"{self.kind} {self.name}: removed"
        values = "" if self.after == "present" else f": {self.before or 'none'} -> {self.after}"
        return f"{self.kind} {self.name}{values}"

    def as_entry(self) -> Entry:
        """Return the change as plain data for a result."""
        action = "remove" if self.after is None else "create" if self.before is None else "change"
        told = self.kind != "file" and self.after not in (None, "present")
        value = f"{self.before} -> {self.after}" if self.before else f"{self.after}"
        return {"action": action, "kind": self.kind, "name": self.name, "reasons": [value] if told else []}


def wanted(facts: Mapping[str, Any], options: Mapping[str, Any], owned_sysctls: Collection[str] = ()) -> HostState:
    """Return what the host of ``facts`` should have.

    ``options`` are those of the module. Of its sysctls, those that the host already satisfies on its own are left
    alone; ``owned_sysctls`` are the ones that an earlier run set. Raises ``HostError``.
    """
    family, systemd = facts["distribution"]["family"], facts["init"] == "systemd"
    if family not in PACKAGES:
        raise HostError(f"distribution {facts['distribution']['id']} is not of the Debian or RHEL family")
    names = {name for name, least in options["sysctls"].items() if _too_low(facts["sysctls"].get(name), least)}
    sysctls = {
        name: int(options["sysctls"][name]) for name in sorted(names | set(owned_sysctls) & set(options["sysctls"]))
    }
    modules = ("openvswitch",) if facts["ovs_datapath"] == "system" else ()
    files = {ENGINE_FILE: engine_configuration(facts)}
    files.update({REGISTRY_FILE.format(name): text for name, text in options["registry_authorities"].items()})
    if sysctls:
        files[SYSCTL_FILE] = "".join(f"{name} = {value}\n" for name, value in sysctls.items())
    units, packages = ["podman-restart.service"] if systemd else [], [*PACKAGES[family], *options["packages"]]
    if modules:
        packages.append("kmod")
    if modules and systemd:
        files[MODULES_FILE] = "".join(f"{name}\n" for name in modules)
    if options["bridge"] and systemd:
        files[BRIDGE_FILE] = bridge_unit(options["bridge"])
        units.append(BRIDGE_UNIT)
    if options["time_servers"] and systemd:
        if family != "debian":
            raise HostError(
                "host_time_servers is for the Debian family; set the time servers of this host in chrony.conf"
            )
        files[TIME_FILE] = "".join(f"server {server} iburst\n" for server in options["time_servers"])
        packages.append("chrony")
        units.append("chrony.service")
    return HostState(tuple(packages), modules, sysctls, files, options["bridge"], tuple(units))


def _too_low(value: int | None, least: int) -> bool:
    return value is not None and value < int(least)


def engine_configuration(facts: Mapping[str, Any]) -> str:
    """Return containers.conf(5) for the host."""
    containers, engine = ["pids_limit = 0"], []
    limits = facts["limits"]
    if not facts["may_raise_limits"] and 0 <= limits["nofile"] < ENOUGH_FILES:
        # Podman asks for more by default, and no container would start.
        processes = min(limit for limit in (limits["nproc"], facts["pid_max"]) if limit > 0)
        files = limits["nofile"]
        containers.append(f'default_ulimits = ["nofile={files}:{files}", "nproc={processes}:{processes}"]')
    if facts["init"] != "systemd":
        containers.append('log_driver = "k8s-file"')
    if facts["distribution"]["family"] == "debian":
        # crun refuses hybrid control groups, and Debian 12's refuses some kernels.
        engine = ["", "[engine]", 'runtime = "runc"']
    return "\n".join(["[containers]", *containers, *engine]) + "\n"


def bridge_unit(bridge: Mapping[str, str]) -> str:
    """Return the systemd unit that makes ``bridge`` at boot."""
    name, address = bridge["name"], bridge["address"]
    return f"""[Unit]
Description=Internal network of the cloud on this host
After=network-pre.target
Before=network.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=-/usr/bin/env ip link add name {name} type bridge
ExecStart=/usr/bin/env ip address replace {address} dev {name}
ExecStart=/usr/bin/env ip link set {name} up

[Install]
WantedBy=multi-user.target
"""


def changes(state: HostState, actual: Actual, record: list[Change]) -> list[Change]:
    """Return what is to be done, in the order of ``KINDS``; ``record`` are the changes of earlier runs.

    Raises ``HostError`` where it would touch a bridge that is somebody else's.
    """
    found = [Change("package", name, None, "present") for name in state.packages if name not in actual.packages]
    found += [Change("module", name, None, "present") for name in state.modules if name not in actual.modules]
    for name, least in state.sysctls.items():
        value = actual.sysctls.get(name)
        if value is not None and value < least:
            found.append(Change("sysctl", name, str(value), str(least)))
    found += [
        Change("file", path, actual.files.get(path), text)
        for path, text in state.files.items()
        if actual.files.get(path) != text
    ]
    if state.bridge:
        ours = any(change.kind == "bridge" and change.name == state.bridge["name"] for change in record)
        found += _bridge_changes(state.bridge, actual.bridges, ours)
    return found + [Change("unit", name, None, "enabled") for name in state.units if name not in actual.units]


def _bridge_changes(bridge: Mapping[str, str], bridges: Mapping[str, Collection[str]], ours: bool) -> list[Change]:
    name, address = bridge["name"], bridge["address"]
    if address in bridges.get(name, ()):
        return []
    if name in bridges and not ours:
        raise HostError(
            f"host_bridge.name is {name}, a bridge that is there already without {address}; choose another name"
        )
    found = [] if name in bridges else [Change("bridge", name, None, "present")]
    return [*found, Change("address", name, None, address)]


def with_changes(record: list[Change], made: list[Change]) -> list[Change]:
    """Return ``record``, the changes of all runs, after those ``made``: what was there first is kept as before."""
    merged = {(change.kind, change.name): change for change in record}
    for change in made:
        first = merged.get((change.kind, change.name))
        merged[change.kind, change.name] = Change(change.kind, change.name, (first or change).before, change.after)
    return sorted(merged.values(), key=lambda change: KINDS.index(change.kind))


def reversal(record: list[Change], packages: bool) -> list[Change]:
    """Return the changes that take ``record`` back, last first; packages only if asked."""
    return [
        Change(change.kind, change.name, change.after, change.before)
        for change in reversed(record)
        if change.kind != "package" or packages
    ]
