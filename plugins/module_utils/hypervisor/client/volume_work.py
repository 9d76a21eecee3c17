# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The work of the module libvirt_volume: each volume's plan in turn, since one may be based on the one before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client import volumes
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import (
    HypervisorError,
    explained,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.run import Work, refuse, twice
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.volume import VolumePlan, plan_volume
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import parse


def volume_work(conn: Any, module: Any) -> Work:
    """Refuse what is wrong with any volume, then plan one after the other."""
    wanted = module.params["volumes"]
    refuse(twice("volume", [f"{options['pool']}/{options['name']}" for options in wanted]))
    with explained():
        pools = {name: volumes.find_pool(conn, name) for name in {options["pool"] for options in wanted}}
        active = {name: pool for name, pool in pools.items() if pool is not None and pool.isActive()}
        faults = [fault for options in wanted for fault in _missing(pools, active, options)]
    if not module.check_mode:
        refuse(faults)
    for fault in faults:
        module.warn(f"{fault}; it has to be there when this runs for real")
    for given in wanted:
        pool = active.get(given["pool"])
        plan, options = _plan(conn, pool, given, module.check_mode)
        yield plan, partial(volumes.apply, conn, pool, plan, options, module.tmpdir)


def _missing(pools: dict, active: dict, options: dict) -> Iterator[str]:
    """What a volume needs that is not there."""
    name, pool, source = options["name"], options["pool"], options.get("source")
    if pools[pool] is None and options["state"] == "present":
        yield f"volume {pool}/{name}: there is no pool {pool}"
    elif pools[pool] is not None and pool not in active:
        yield f"volume {pool}/{name}: the pool {pool} is not active"
    elif source and not _is_there(source) and volumes.find_volume(active[pool], name) is None:
        yield f"volume {pool}/{name}: there is no image {source} on the host that runs the module"


def _is_there(source: str) -> bool:
    """Whether an image is to be had; of a URL that is known only when it is asked for."""
    return "://" in source or os.path.isfile(source)


def _plan(conn: Any, pool: Any | None, options: dict, checking: bool) -> tuple[VolumePlan, dict]:
    with explained():
        if pool is not None and options.get("backing"):
            options = {**options, "backing": _backing(conn, pool, options["backing"], checking)}
        volume = volumes.find_volume(pool, options["name"]) if pool is not None else None
        element = parse(volume.XMLDesc()) if volume is not None else None
    try:
        plan = plan_volume(options, element)
        if plan.destroys:
            with explained():
                volumes.refuse_in_use(conn, pool, volume)
        return plan, options
    except (ValueError, HypervisorError) as error:
        raise HypervisorError(f"volume {options['pool']}/{options['name']}: {error}") from error


def _backing(conn: Any, pool: Any, backing: dict, checking: bool) -> dict:
    """The backing with its path and format; in check mode it may be a volume that an earlier item would make."""
    if backing.get("path"):
        return backing
    home = volumes.find_pool(conn, backing["pool"]) if backing.get("pool") else pool
    volume = volumes.find_volume(home, backing["volume"]) if home is not None else None
    if volume is not None:
        known = volumes.read_volume(volume)
        return {**backing, "path": volume.path(), "format": backing.get("format") or known.get("format", "raw")}
    if checking:
        return backing
    raise HypervisorError(
        f"there is no volume {backing['volume']} to be based on in the pool {backing.get('pool') or pool.name()}"
    )
