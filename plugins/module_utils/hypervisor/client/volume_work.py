# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The work of the module libvirt_volume: each volume's plan in turn, since one may be based on the one before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from typing import Any, Callable

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client import volumes
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import explained
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.run import Work, refuse, twice
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.schema import given
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.volume import VolumePlan, plan_volume
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import parse


def volume_work(conn: Any, module: Any) -> Work:
    """Refuse what is wrong with any volume before the first is touched, then plan one after the other."""
    wanted = module.params["volumes"]
    refuse(twice("volume", [_label(options) for options in wanted]))
    with explained():
        pools = {name: volumes.find_pool(conn, name) for name in {options["pool"] for options in wanted}}
        active = {name: pool for name, pool in pools.items() if pool is not None and pool.isActive()}
        lacking = [fault for options in wanted for fault in _lacking(pools, active, options)]
        plans, pending = _foreseen(conn, active, wanted)
    if not module.check_mode:
        refuse(lacking + pending)
    for fault in lacking + pending:
        module.warn(f"{fault}; that has to be settled when this runs for real")
    for options, plan in zip(wanted, plans):
        yield (plan, lambda: None) if module.check_mode else _turn(conn, active.get(options["pool"]), options, module)


def _label(options: dict) -> str:
    return f"{options['pool']}/{options['name']}"


def _lacking(pools: dict, active: dict, options: dict) -> Iterator[str]:
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


def _foreseen(conn: Any, active: dict, wanted: list[dict]) -> tuple[list[VolumePlan], list[str]]:
    """The plans as if each were made before the next, and what stands in their way unless earlier tasks see to it.

    Raises ValueError with all that only ``force`` would do.
    """
    plans: list[VolumePlan] = []
    faults, wrong = [], []
    coming: set[str] = set()
    leaving: set[str] = set()
    for options in map(partial(_resolved, conn), wanted):
        pool, at = active.get(options["pool"]), f"volume {_label(options)}"
        try:
            plan, volume = _plan(pool, options)
        except ValueError as error:
            wrong.append(f"{at}: {error}")
            continue
        fault = volumes.in_use(conn, pool, volume, leaving) if plan.destroys else None
        origin = _missing_origin(pool, options, plan)
        faults += [f"{at}: {fault}"] if fault else []
        faults += [f"{at}: there is no volume {origin} to start from"] if origin and origin not in coming else []
        (leaving if plan.removed else coming).add(_label(options))
        plans.append(plan)
    refuse(wrong)
    return plans, faults


def _turn(conn: Any, pool: Any | None, options: dict, module: Any) -> tuple[VolumePlan, Callable[[], None]]:
    """The plan of a volume whose turn it is, and what applies it."""
    with explained():
        options = _resolved(conn, options)
        plan, _volume = _plan(pool, options)
    # Asked for late: that makes a directory on the host, and warns where Ansible had none.
    return plan, partial(volumes.apply, conn, pool, plan, options, lambda: module.tmpdir)


def _plan(pool: Any | None, options: dict) -> tuple[VolumePlan, Any | None]:
    volume = volumes.find_volume(pool, options["name"]) if pool is not None else None
    return plan_volume(options, parse(volume.XMLDesc()) if volume is not None else None), volume


def _missing_origin(pool: Any | None, options: dict, plan: VolumePlan) -> str | None:
    """The pool and name of the volume that one is to be based on, or a new one a copy of, unless it is there."""
    copied = options.get("clone")
    if options["state"] == "absent" or (copied and not plan.created):
        return None
    if not copied:
        return _base(options)
    there = pool is not None and volumes.find_volume(pool, copied) is not None
    return None if there else f"{options['pool']}/{copied}"


def _base(options: dict) -> str | None:
    """The pool and name of the volume that is to be below, unless it is known by its path."""
    backing = options.get("backing") or {}
    return (
        None if backing.get("path") or not backing else f"{backing.get('pool') or options['pool']}/{backing['volume']}"
    )


def _resolved(conn: Any, options: dict) -> dict:
    """The options with what is known of the volume that one starts from, where that is there.

    least: its capacity; and of a backing the path and the format.
    """
    origin = _base(options) or (f"{options['pool']}/{options['clone']}" if options.get("clone") else "")
    pool_name, _slash, name = origin.partition("/")
    pool = volumes.find_pool(conn, pool_name) if origin else None
    volume = volumes.find_volume(pool, name) if pool is not None and pool.isActive() else None
    if volume is None:
        return options
    found = volumes.read_volume(volume)
    if options.get("clone"):
        return {**options, "least": found["capacity"]}
    backing = {"format": found.get("format", "raw"), **given(options["backing"]), "path": volume.path()}
    return {**options, "backing": backing, "least": found["capacity"]}
