# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Networks and pools of a hypervisor: read them, and apply a plan to one."""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import (
    explained,
    libvirt,
    stored_xml,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.network import Step
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.pool import BUILT, OF_FILES
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.startable import Actual, StartablePlan
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import parse, serialise


class Driver(NamedTuple):
    """libvirt's calls for one kind: all there are, define from XML, and what precedes a new thing's first start."""

    all: Callable[[Any], list]
    define: Callable[[Any, str], Any]
    stored_flag: str
    build: Callable[[Any], Any]


def _build_pool(pool: Any) -> None:
    """Make a pool's directory; make what holds data itself only where the pool cannot start, so does not exist yet."""
    kind = parse(pool.XMLDesc()).get("type")
    if kind in OF_FILES:
        pool.build()
    elif kind in BUILT:
        try:
            pool.create()
        except libvirt.libvirtError:
            pool.build()


NETWORKS = Driver(
    lambda conn: conn.listAllNetworks(),
    lambda conn, xml: conn.networkDefineXML(xml),
    "VIR_NETWORK_XML_INACTIVE",
    lambda _network: None,
)
POOLS = Driver(
    lambda conn: conn.listAllStoragePools(),
    lambda conn, xml: conn.storagePoolDefineXML(xml),
    "VIR_STORAGE_XML_INACTIVE",
    _build_pool,
)


def named(driver: Driver, conn: Any) -> dict[str, Any]:
    return {thing.name(): thing for thing in driver.all(conn)}


def actual(driver: Driver, thing: Any) -> Actual:
    """A network or pool as it is stored and as it is active."""
    persistent = bool(thing.isPersistent())
    return Actual(
        config=parse(stored_xml(thing, driver.stored_flag)),
        live=parse(thing.XMLDesc()) if thing.isActive() else None,
        autostart=bool(persistent and thing.autostart()),
        persistent=persistent,
    )


def apply(driver: Driver, conn: Any, thing: Any, plan: StartablePlan, build: bool = False) -> None:
    """Make a planned change. One that fails, or with which it does not start, is taken back; then HypervisorError."""
    with explained():
        if plan.removed:
            _remove(thing, plan)
            return
        was = actual(driver, thing) if thing is not None else None
        if plan.xml is not None:
            thing = driver.define(conn, serialise(plan.xml))
        try:
            _switch(driver, thing, plan, build)
        except libvirt.libvirtError:
            _take_back(driver, conn, thing, plan, was)
            raise
        if plan.autostart is not None:
            thing.setAutostart(int(plan.autostart))


def _take_back(driver: Driver, conn: Any, thing: Any, plan: StartablePlan, was: Actual | None) -> None:
    """Have it as it was: absent, or as it was stored; active again if it had been stopped to restart."""
    if was is None:
        thing.undefine()
    elif plan.xml is not None and was.persistent:
        thing = driver.define(conn, serialise(was.config))
        if was.live is not None and not thing.isActive():
            thing.create()


def _switch(driver: Driver, thing: Any, plan: StartablePlan, build: bool) -> None:
    for step in plan.steps:
        update_network(thing, step)
    if plan.stop:
        thing.destroy()
    if plan.created and plan.start and build:
        driver.build(thing)
    if plan.start and not thing.isActive():
        thing.create()


def update_network(network: Any, step: Step) -> None:
    """Change one entry of an active network; its stored configuration was changed as a whole."""
    command = getattr(libvirt, f"VIR_NETWORK_UPDATE_COMMAND_{step.action}")
    section = getattr(libvirt, f"VIR_NETWORK_SECTION_{step.section}")
    network.update(command, section, step.parent, serialise(step.element), libvirt.VIR_NETWORK_UPDATE_AFFECT_LIVE)


def _remove(thing: Any, plan: StartablePlan) -> None:
    persistent = thing.isPersistent()
    if plan.stop:
        thing.destroy()
    if persistent:
        thing.undefine()
