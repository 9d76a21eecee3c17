# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What domains refer to on their hypervisor, and what is wrong with their references."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Optional

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
    cpu = options.get("cpu") or {}
    topology = [cpu.get(name) for name in ("sockets", "cores", "threads")]
    count = options.get("vcpus_max") or options.get("vcpus")
    if any(topology):
        product = _product(topology)
        if None in topology:
            yield "cpu: sockets, cores and threads go together"
        elif count and product != count:
            yield f"cpu: {'*'.join(map(str, topology))} are {product} virtual CPUs, not {count}"
    for name in ("memory", "vcpus"):
        most, now = options.get(f"{name}_max"), options.get(name)
        if most and now and now > most:
            yield f"{name} is more than {name}_max"
    targets = [disk["target"] for disk in options.get("disks") or []]
    for target in sorted({target for target in targets if targets.count(target) > 1}):
        yield f"disk target {target} is given twice"
    for disk in options.get("disks") or []:
        if bool(disk.get("pool")) != bool(disk.get("volume")):
            yield f"disk {disk['target']}: pool and volume go together"
    if options.get("secure_boot") and options.get("firmware") != "efi":
        yield "secure_boot needs firmware: efi"


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


def _product(numbers: list) -> int:
    product = 1
    for number in numbers:
        product *= number or 1
    return product


def _names(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
