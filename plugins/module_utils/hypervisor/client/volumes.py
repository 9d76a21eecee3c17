# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Volumes of a hypervisor: find them, make them, grow them, delete them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from typing import Any
from xml.etree.ElementTree import Element

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import (
    HypervisorError,
    explained,
    libvirt,
    lookup,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.domains import named, stored_config
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.images import fitting, opened
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.streams import upload
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.domain import read_domain
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.image import identify
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.pool import OF_FILES
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.schema import read
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.surroundings import source
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.volume import (
    FIELDS,
    VolumePlan,
    new_xml,
    refuse_smaller,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import parse, path, serialise


def find_pool(conn: Any, name: str) -> Any | None:
    return lookup(conn.storagePoolLookupByName, name, "VIR_ERR_NO_STORAGE_POOL")


def find_volume(pool: Any, name: str) -> Any | None:
    return lookup(pool.storageVolLookupByName, name, "VIR_ERR_NO_STORAGE_VOL")


def read_volume(volume: Any) -> dict:
    return read(FIELDS, parse(volume.XMLDesc()))


def default_format(pool: Any) -> str:
    """qcow2 where volumes are files."""
    return "qcow2" if parse(pool.XMLDesc()).get("type") in OF_FILES else "raw"


def apply(conn: Any, pool: Any, plan: VolumePlan, options: dict, directory: Callable[[], str]) -> None:
    """Make a planned change; what is half-made is deleted. ``directory`` tells where images may be kept meanwhile."""
    with explained():
        volume: Any = find_volume(pool, options["name"])
        fault = in_use(conn, pool, volume) if plan.destroys else None
        if fault:
            raise HypervisorError(fault)
        if plan.removed:
            volume.delete()
        elif plan.created:
            made = _create(conn, pool, options, directory, volume)
            grow(made, options.get("capacity"))
        elif plan.resize is not None:
            resize(conn, volume, plan)


def _create(conn: Any, pool: Any, options: dict, directory: Callable[[], str], old: Any | None) -> Any:
    """Make a volume, in place of an old one that is kept until all that the new one takes is there."""
    with ExitStack() as stack:
        element, origin = _content(conn, pool, options, directory, stack)
        if old is not None:
            old.delete()
        text = serialise(element)
        # Libvirt copies the content, converts it where the formats differ, and deletes what it could not finish.
        return pool.createXML(text) if origin is None else pool.createXMLFrom(text, origin)


def _content(
    conn: Any, pool: Any, options: dict, directory: Callable[[], str], stack: ExitStack
) -> tuple[Element, Any | None]:
    """Return a new volume's XML, and the volume whose content it gets, which is there until *stack* ends."""
    usual = default_format(pool)
    if options.get("source"):
        stream = stack.enter_context(opened(options["source"], options.get("checksum")))
        image = stack.enter_context(fitting(stream, usual == "raw", directory()))
        size = image.size or 0
        kind = identify(image.header, size)
        refuse_smaller(options, kind.capacity, options["source"])
        as_it_is = {"name": options["name"], "format": kind.format}
        part = new_xml(as_it_is, usual, max(kind.capacity, size))
        origin = stack.enter_context(uploaded(conn, pool, part, image.pieces(), size))
        return new_xml(options, usual, kind.capacity), origin
    if options.get("clone"):
        origin = find_volume(pool, options["clone"])
        if origin is None:
            raise HypervisorError(f"there is no volume {options['clone']} to copy in the pool {pool.name()}")
        known = read_volume(origin)
        return new_xml(options, known.get("format", usual), known["capacity"]), origin
    capacity = options.get("capacity") or _backing_capacity(conn, options["backing"])
    return new_xml(options, usual, capacity), None


@contextmanager
def uploaded(conn: Any, pool: Any, element: Element, content: Iterable[bytes], size: int) -> Iterator[Any]:
    """Content beside its volume, to be copied there, so that the volume is never there without the whole of it."""
    part = deepcopy(element)
    name = f".{path('name').get(element)}.partial"
    path("name").set(part, name)
    left = find_volume(pool, name)
    if left is not None:
        left.delete()
    origin = pool.createXML(serialise(part))
    try:
        upload(conn, origin, content, size)
        yield origin
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


def sources_of(volume: Any) -> set[tuple[str, ...]]:
    """How a disk may refer to the volume."""
    return {(volume.storagePoolLookupByVolume().name(), volume.name()), (volume.path(),)}


def users(conn: Any, volume: Any) -> Iterator[tuple[Any, dict]]:
    """The domains with this volume, as stored or as running, each with the disk."""
    sources = sources_of(volume)
    for domain in named(conn).values():
        stored, running = parse(stored_config(domain)), parse(domain.XMLDesc())
        disks = read_domain(stored).get("disks", []) + read_domain(running).get("disks", [])
        disk = next((disk for disk in disks if source(disk) in sources), None)
        if disk is not None:
            yield domain, disk


def in_use(conn: Any, pool: Any, volume: Any, leaving: Collection[str] = ()) -> str | None:
    """Which domains have the volume, or which others are based on it, unless they are leaving."""
    names = sorted({domain.name() for domain, _disk in users(conn, volume)})
    if names:
        return f"it is a disk of the domain {', '.join(names)}; remove it there first"
    based = [label for label in based_on(conn, volume) if label not in leaving]
    return f"the volume {', '.join(based)} is based on it" if based else None


def based_on(conn: Any, volume: Any) -> list[str]:
    """The volumes (pool/name) of all active pools that are based on this one."""
    place = volume.path()
    pools = [pool for pool in conn.listAllStoragePools() if pool.isActive()]
    return sorted(
        f"{pool.name()}/{one.name()}"
        for pool in pools
        for one in pool.listAllVolumes()
        if (read_volume(one).get("backing") or {}).get("path") == place
    )
