# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a host is and has: distribution, memory, disk, clock, mirrors, virtualization."""

from __future__ import annotations

import statistics
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.checks.fault import Fault
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.host import PACKAGES
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.image import is_ours

# Tokens, leases and the database's cluster bear a few seconds; certificates are made an hour old.
BETWEEN_HOSTS, FROM_CONTROLLER = 5.0, 1800.0
OLDEST_PODMAN = (4, 3)
# What an installed cloud needs to go on, in MiB; below it, databases stop.
LEAST_DISK_RUNNING = 1024

Facts = Mapping[str, Any]


def host_faults(host: str, variables: Mapping[str, Any], facts: Facts) -> Iterator[Fault]:
    """Yield what the host cannot be used for as it is."""
    distribution, podman = facts["distribution"], facts["podman"]
    if distribution["family"] not in PACKAGES:
        yield Fault(host, "distribution", distribution["id"], "it is of neither the Debian nor the RHEL family")
    if not facts["interfaces"]:
        yield Fault(host, "program ip", None, "it is not there", "Install iproute2")
    if podman and tuple(int(part) for part in podman.split(".")[:2] if part.isdigit()) < OLDEST_PODMAN:
        yield Fault(host, "podman", podman, "it is older than 4.3", "Use a newer distribution")
    for mirror in facts["mirrors"]:
        remedy = "The host's own apt configuration names it; see whether it is right and the network lets it through"
        yield Fault(host, "package mirror", mirror["url"], mirror["reason"], remedy)
    if variables.get("stackwright_virtualization") == "kvm" and not facts["kvm"]:
        yield Fault(host, "stackwright_virtualization", "kvm", "the host has no /dev/kvm", "Use qemu")
    if variables.get("stackwright_ovs_datapath") == "system" and facts["ovs_datapath"] != "system":
        yield Fault(host, "stackwright_ovs_datapath", "system", "the kernel has no Open vSwitch", "Use netdev")


def capacity_faults(
    host: str, groups: Collection[str], facts: Facts, memory: Mapping[str, int], disk: Mapping[str, int]
) -> Iterator[Fault]:
    """Yield where the host has too little; ``memory`` and ``disk`` are the least MiB for a host of each group."""
    enough = max((memory[group] for group in groups if group in memory), default=0)
    if facts["memory"]["total"] < enough:
        problem = f"{facts['memory']['total']} MiB; a host of {_of(groups, memory)} needs {enough} MiB"
        yield Fault(host, "memory", None, problem, "Add memory, or lower preflight_memory if you know better")
    enough = max((disk[group] for group in groups if group in disk), default=0)
    if any(map(is_ours, facts["images"])):
        enough = min(enough, LEAST_DISK_RUNNING)
    if facts["disk"]["free"] < enough:
        problem = f"{facts['disk']['free']} MiB free below /var/lib; a host of {_of(groups, disk)} needs {enough} MiB"
        yield Fault(host, "disk", None, problem, "Make room, or lower preflight_disk if you know better")


def _of(groups: Collection[str], known: Mapping[str, int]) -> str:
    return " and ".join(sorted(set(groups) & set(known)))


def clock_faults(offsets: Mapping[str, float]) -> list[Fault]:
    """Return the hosts whose clock is far from the other hosts', or from the controller's; ``offsets`` in seconds."""
    faults = []
    middle = statistics.median(offsets.values()) if offsets else 0.0
    for host, offset in offsets.items():
        if abs(offset) > FROM_CONTROLLER:
            faults.append(_clock(host, offset, "the controller's"))
        elif abs(offset - middle) > BETWEEN_HOSTS:
            faults.append(_clock(host, offset - middle, "the other hosts'"))
    return faults


def _clock(host: str, seconds: float, whose: str) -> Fault:
    problem = f"{abs(seconds):.0f} s {'ahead of' if seconds > 0 else 'behind'} {whose}"
    return Fault(host, "clock", None, problem, "Have the host keep the time, for example with host_time_servers")


def name_faults(host: str, names: Mapping[str, str], resolved: Mapping[str, Collection[str]]) -> Iterator[Fault]:
    """Yield the endpoint names (variable by name) that the host cannot resolve."""
    for name, variable in names.items():
        if name in resolved and not resolved[name]:
            remedy = "Add it to the name server or to /etc/hosts of every host and client"
            yield Fault(host, variable, name, "the host cannot resolve this name", remedy)
