# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Volumes of a hypervisor: find them, make them, grow them, delete them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import (
    HypervisorError,
    explained,
    libvirt,
    lookup,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.domains import named, stored_config
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.images import (
    ImageStream,
    fitting,
    opened,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.streams import upload
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.domain import read_domain
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.image import identify
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.pool import OF_FILES
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.schema import read
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.surroundings import source
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.volume import FIELDS, VolumePlan, new_xml
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import parse, serialise


def find_pool(conn: Any, name: str) -> Any | None:
    return lookup(conn.storagePoolLookupByName, name, "VIR_ERR_NO_STORAGE_POOL")


def find_volume(pool: Any, name: str) -> Any | None:
    return lookup(pool.storageVolLookupByName, name, "VIR_ERR_NO_STORAGE_VOL")


def read_volume(volume: Any) -> dict:
    return read(FIELDS, parse(volume.XMLDesc()))


def default_format(pool: Any) -> str:
    """qcow2 where volumes are files."""
    return "qcow2" if parse(pool.XMLDesc()).get("type") in OF_FILES else "raw"


def apply(conn: Any, pool: Any, plan: VolumePlan, options: dict, directory: str) -> None:
    """Make a planned change; what is half-made is deleted. ``directory`` is where images may be kept meanwhile."""
    with explained():
        volume: Any = find_volume(pool, options["name"])
        fault = in_use(conn, pool, volume) if plan.destroys else None
        if fault:
            raise HypervisorError(fault)
        if plan.removed or plan.replaced:
            volume.delete()
        if plan.created:
            volume = _create(conn, pool, options, directory)
            grow(volume, options.get("capacity"))
        elif plan.resize is not None:
            resize(conn, volume, plan)


def _create(conn: Any, pool: Any, options: dict, directory: str) -> Any:
    if options.get("source"):
        raw_only = default_format(pool) == "raw"
        with (
            opened(options["source"], options.get("checksum")) as stream,
            fitting(stream, raw_only, directory) as image,
        ):
            return _from_image(conn, pool, options, image)
    if options.get("clone"):
        origin = find_volume(pool, options["clone"])
        if origin is None:
            raise HypervisorError(f"there is no volume {options['clone']} to copy in the pool {pool.name()}")
        return _copy(pool, options, origin)
    capacity = options.get("capacity") or _backing_capacity(conn, options["backing"])
    return pool.createXML(serialise(new_xml(options, default_format(pool), capacity)))


def _copy(pool: Any, options: dict, origin: Any) -> Any:
    """Libvirt copies the content, converts it where the formats differ, and deletes what it could not finish."""
    known = read_volume(origin)
    wanted = {**options, "format": options.get("format") or known.get("format")}
    return pool.createXMLFrom(serialise(new_xml(wanted, default_format(pool), known["capacity"])), origin)


def _from_image(conn: Any, pool: Any, options: dict, stream: ImageStream) -> Any:
    """Upload beside the volume and copy, so that the volume is never there without its whole content."""
    size = stream.size or 0
    image = identify(stream.header, size)
    partial = {"name": f".{options['name']}.partial", "format": image.format}
    left = find_volume(pool, partial["name"])
    if left is not None:
        left.delete()
    origin = pool.createXML(serialise(new_xml(partial, image.format, max(image.capacity, size))))
    try:
        upload(conn, origin, stream.pieces(), size)
        wanted = {**options, "format": options.get("format") or default_format(pool)}
        return pool.createXMLFrom(serialise(new_xml(wanted, "", image.capacity)), origin)
    finally:
        origin.delete()


def _backing_capacity(conn: Any, backing: dict) -> int:
    volume = lookup(conn.storageVolLookupByPath, backing["path"], "VIR_ERR_NO_STORAGE_VOL")
    if volume is None:
        raise HypervisorError(f"no pool knows the size of {backing['path']}; give the new volume a capacity")
    return read_volume(volume)["capacity"]


def grow(volume: Any, capacity: int | None) -> None:
    """Make a new volume as large as wanted; what it was made from may have been smaller."""
    if capacity and capacity > volume.info()[1]:
        volume.resize(capacity)


def resize(conn: Any, volume: Any, plan: VolumePlan) -> None:
    """Resize through the running guest that has the volume, if there is one, for only it may write to the image."""
    running = next(((domain, disk) for domain, disk in users(conn, volume) if domain.isActive()), None)
    if running is not None:
        domain, disk = running
        domain.blockResize(disk["target"], plan.resize, libvirt.VIR_DOMAIN_BLOCK_RESIZE_BYTES)
    else:
        volume.resize(plan.resize, libvirt.VIR_STORAGE_VOL_RESIZE_SHRINK if plan.shrinks else 0)


def users(conn: Any, volume: Any) -> Iterator[tuple[Any, dict]]:
    """The domains with this volume, as stored or as running, each with the disk."""
    pool = volume.storagePoolLookupByVolume().name()
    places = {(pool, volume.name()), (volume.path(),)}
    for domain in named(conn).values():
        stored, running = parse(stored_config(domain)), parse(domain.XMLDesc())
        disks = read_domain(stored).get("disks", []) + read_domain(running).get("disks", [])
        disk = next((disk for disk in disks if source(disk) in places), None)
        if disk is not None:
            yield domain, disk


def in_use(conn: Any, pool: Any, volume: Any, leaving: Collection[str] = ()) -> str | None:
    """Which domains have the volume, or which others of its pool are based on it, unless they are leaving."""
    names = sorted({domain.name() for domain, _disk in users(conn, volume)})
    if names:
        return f"it is a disk of the domain {', '.join(names)}; remove it there first"
    path = volume.path()
    others = [one for one in pool.listAllVolumes() if f"{pool.name()}/{one.name()}" not in leaving]
    based = [one.name() for one in others if (read_volume(one).get("backing") or {}).get("path") == path]
    return f"the volume {', '.join(sorted(based))} is based on it" if based else None
