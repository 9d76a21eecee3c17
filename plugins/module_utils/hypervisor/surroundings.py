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
    """What there is, by name: networks with their port groups, pools with their volumes, domains with their options.

    pools: None for the volumes of one that is not active; paths: the directories of pools that have one.
    """

    networks: dict[str, set[str]] = field(default_factory=dict)
    pools: Volumes = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    domains: dict[str, dict] = field(default_factory=dict)


def missing(options: dict, around: Surroundings) -> Iterator[str]:
    """What a domain refers to and the hypervisor does not have."""
    for interface in options.get("interfaces") or []:
        yield from _missing_network(interface, around.networks)
    for disk in options.get("disks") or []:
        yield from _missing_volume(disk, around.pools)


def _missing_network(interface: dict, networks: dict[str, set[str]]) -> Iterator[str]:
    network, group = interface.get("network"), interface.get("portgroup")
    if network and network not in networks:
        yield f"there is no network {network} (there are: {_names(networks)})"
    elif network and group and group not in networks[network]:
        yield f"the network {network} has no port group {group} (there are: {_names(networks[network])})"


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


def taken(options: dict, around: Surroundings) -> Iterator[str]:
    """UUIDs, MAC addresses and disks that are another's already, and a UUID that is not this domain's."""
    name = options["name"]
    others = {other: found for other, found in around.domains.items() if other != name}
    yield from _taken_uuid((options.get("uuid") or "").lower(), around.domains.get(name, {}).get("uuid"), others)
    macs = {nic["mac"]: other for other, found in others.items() for nic in found.get("interfaces", []) if "mac" in nic}
    for interface in options.get("interfaces") or []:
        mac = (interface.get("mac") or "").lower()
        if mac in macs:
            yield f"the MAC address {mac} belongs to the domain {macs[mac]}"
    yield from _taken_disks(options, others, around.paths)


def _taken_disks(options: dict, others: dict[str, dict], paths: dict[str, str]) -> Iterator[str]:
    holders = {
        _place(disk, paths): f"a disk of the domain {other}"
        for other, found in others.items()
        for disk in found.get("disks", [])
        if exclusive(disk)
    }
    for disk in filter(exclusive, options.get("disks") or []):
        place = _place(disk, paths)
        if place in holders:
            yield f"disk {disk['target']}: {'/'.join(source(disk))} is {holders[place]}"
        holders.setdefault(place, f"its disk {disk['target']} too")


def _place(disk: dict, paths: dict[str, str]) -> tuple[str, ...]:
    """A disk's source, whether the disk names it by its pool or by its path."""
    pool, *volume = source(disk)
    return (f"{paths[pool]}/{volume[0]}",) if volume and pool in paths else source(disk)


def _taken_uuid(wanted: str, own: str | None, others: dict[str, dict]) -> Iterator[str]:
    if wanted and own and wanted != own:
        yield f"its UUID is {own} for good, and cannot become {wanted}"
    for other, found in others.items():
        if wanted and found.get("uuid") == wanted:
            yield f"the UUID {wanted} belongs to the domain {other}"


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
