# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What domains refer to on their hypervisor, and what is wrong with their references."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Optional

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor import overlay

Volumes = dict[str, Optional[set[str]]]


@dataclass(frozen=True)
class Surroundings:
    """Networks and pools by name, and the domains' options. A pool that is not active has no known volumes."""

    networks: set[str] = field(default_factory=set)
    pools: Volumes = field(default_factory=dict)
    domains: dict[str, dict] = field(default_factory=dict)


def missing(options: dict, around: Surroundings) -> Iterator[str]:
    """What a domain refers to and the hypervisor does not have."""
    for interface in options.get("interfaces") or []:
        network = interface.get("network")
        if network and network not in around.networks:
            yield f"there is no network {network} (there are: {_names(around.networks)})"
    for disk in options.get("disks") or []:
        yield from _missing_volume(disk, around.pools)


def _missing_volume(disk: dict, pools: Volumes) -> Iterator[str]:
    pool, volume = disk.get("pool"), disk.get("volume")
    if not pool:
        return
    volumes = pools.get(pool)
    if pool not in pools:
        yield f"disk {disk['target']}: there is no pool {pool} (there are: {_names(pools)})"
    elif volumes is None:
        yield f"disk {disk['target']}: the pool {pool} is not active"
    elif volume and volume not in volumes:
        yield f"disk {disk['target']}: there is no volume {volume} in the pool {pool}"


def wrong(options: dict) -> Iterator[str]:
    """What contradicts itself within a domain's options."""
    yield from _wrong_sizes(options)
    yield from _wrong_disks(options.get("disks") or [])
    fault = overlay.fault(options["xml_overlay"], "domain") if options.get("xml_overlay") else None
    if fault:
        yield f"xml_overlay: {fault}"
    if options.get("secure_boot") and options.get("firmware") != "efi":
        yield "secure_boot needs firmware: efi"


def _wrong_sizes(options: dict) -> Iterator[str]:
    cpu = options.get("cpu") or {}
    topology: list[Any] = [cpu.get(name) for name in ("sockets", "cores", "threads")]
    count = options.get("vcpus_max") or options.get("vcpus")
    if any(topology) and None in topology:
        yield "cpu: sockets, cores and threads go together"
    elif any(topology) and count and math.prod(topology) != count:
        yield f"cpu: {'*'.join(map(str, topology))} are {math.prod(topology)} virtual CPUs, not {count}"
    for name in ("memory", "vcpus"):
        most, now = options.get(f"{name}_max"), options.get(name)
        if most and now and now > most:
            yield f"{name} is more than {name}_max"


def _wrong_disks(disks: list[dict]) -> Iterator[str]:
    targets = [disk["target"] for disk in disks]
    for target in sorted({target for target in targets if targets.count(target) > 1}):
        yield f"disk target {target} is given twice"
    for disk in disks:
        if bool(disk.get("pool")) != bool(disk.get("volume")):
            yield f"disk {disk['target']}: pool and volume go together"


def taken(options: dict, around: Surroundings) -> Iterator[str]:
    """MAC addresses and disks that another domain has already."""
    name = options["name"]
    others = {other: found for other, found in around.domains.items() if other != name}
    macs = {nic["mac"]: other for other, found in others.items() for nic in found.get("interfaces", []) if "mac" in nic}
    for interface in options.get("interfaces") or []:
        mac = (interface.get("mac") or "").lower()
        if mac in macs:
            yield f"the MAC address {mac} belongs to the domain {macs[mac]}"
    sources = {
        source(disk): other for other, found in others.items() for disk in found.get("disks", []) if exclusive(disk)
    }
    for disk in options.get("disks") or []:
        if exclusive(disk) and source(disk) in sources:
            yield f"disk {disk['target']}: {'/'.join(source(disk))} is a disk of the domain {sources[source(disk)]}"


def source(disk: dict) -> tuple[str, ...]:
    """What a disk's content comes from; empty without a medium."""
    if disk.get("pool"):
        return (disk["pool"], disk.get("volume") or "")
    return tuple(filter(None, [disk.get("file") or disk.get("block")]))


def exclusive(disk: dict) -> bool:
    """Whether a disk's source must not be another domain's disk too."""
    shared = disk.get("readonly") or disk.get("shareable") or disk.get("device") in ("cdrom", "floppy")
    return bool(source(disk)) and not shared


def _names(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
