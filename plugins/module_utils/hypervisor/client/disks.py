# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The volumes of a domain's disks: its cloud-init seeds, their formats, and those that go with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import explained, lookup
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.domains import named, stored_config
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.volumes import (
    based_on,
    find_volume,
    sources_of,
    uploaded,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.devices import DISKS
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.domain import read_domain
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.schema import read, write
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.seed import Seed, is_seed
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.surroundings import exclusive, source
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.volume import new_xml
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import parse, path, serialise


def put(conn: Any, seed: Seed) -> Any | None:
    """Store a seed's image; returns its volume, or None where it was there already."""
    with explained():
        pool = conn.storagePoolLookupByName(seed.pool)
        if find_volume(pool, seed.volume):
            return None
        size = len(seed.content)
        element = new_xml({"name": seed.volume}, "raw", size)
        with uploaded(conn, pool, element, [seed.content], size) as origin:
            return pool.createXMLFrom(serialise(element), origin)


def drop_old(conn: Any, seed: Seed, name: str, domain: Any) -> None:
    """Delete the domain's former seeds, except one that the running guest still has."""
    with explained():
        text = domain.XMLDesc()
        for volume in conn.storagePoolLookupByName(seed.pool).listAllVolumes():
            old = is_seed(volume.name(), name) and volume.name() != seed.volume
            if old and f"'{volume.name()}'" not in text:
                volume.delete()


def volumes_of(conn: Any, domain: Any) -> Iterator[Any]:
    """The volumes that are this domain's alone: its disks and its seed, no other media, nothing that others need."""
    with explained():
        mine = read_domain(parse(stored_config(domain))).get("disks", [])
        others = [other for name, other in named(conn).items() if name != domain.name()]
        theirs = {
            source(disk) for other in others for disk in read_domain(parse(stored_config(other))).get("disks", [])
        }
        for disk in mine:
            own = exclusive(disk) or is_seed(disk.get("volume") or "", domain.name())
            volume = _volume(conn, disk) if own else None
            if volume is not None and not (theirs & sources_of(volume) or based_on(conn, volume)):
                yield volume


def fill_formats(conn: Any, element: Element) -> None:
    """Give each volume's disk the volume's format where it has none: libvirt would take the image for raw."""
    for disk in DISKS.elements(element):
        options = read(DISKS.fields, disk)
        volume = _volume(conn, options) if options.get("volume") and not options.get("format") else None
        kind = path("target/format@type").get(parse(volume.XMLDesc())) if volume is not None else None
        if kind in DISKS.fields["format"].choices:
            write(DISKS.fields, disk, {"format": kind})


def _volume(conn: Any, disk: dict) -> Any | None:
    if disk.get("pool"):
        pool = lookup(conn.storagePoolLookupByName, disk["pool"], "VIR_ERR_NO_STORAGE_POOL")
        return pool and find_volume(pool, disk["volume"])
    return lookup(conn.storageVolLookupByPath, source(disk)[0], "VIR_ERR_NO_STORAGE_VOL")
