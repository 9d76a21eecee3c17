# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The work of the module libvirt_domain: all its plans, their faults, and how each is applied."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from typing import Any, Callable
from xml.etree.ElementTree import Element

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor import surroundings as faults
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.capabilities import offer, unsupported
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client import disks, domains
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import (
    code,
    explained,
    libvirt,
    message,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.run import Work, refuse, twice
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.surroundings import surroundings
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.domain import complete
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.domain_check import wrong
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.domain_plan import DomainPlan, plan_domain
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.seed import Seed, with_seed
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import parse

# Options that say where a disk's content is.
SOURCES = ("pool", "volume", "file", "block")


def domain_work(conn: Any, module: Any) -> Work:
    """Plan all domains, refuse what is wrong, then hand out each plan with what applies it."""
    wanted = [with_seed(options) for options in module.params["domains"]]
    refuse(twice("domain", [options["name"] for options, _seed in wanted]))
    refuse(f"domain {options['name']}: {fault}" for options, _seed in wanted for fault in wrong(options))
    with explained():
        found = domains.named(conn)
        capabilities = cache(conn.getCapabilities)
        plans = [_plan(capabilities, options, found.get(options["name"])) for options, _seed in wanted]
        _check(conn, module, found, plans, wanted)
    for plan, (options, seed) in zip(plans, wanted):
        yield plan, partial(_apply, conn, found.get(plan.name), plan, options, seed)


def _plan(capabilities: Callable[[], str], options: dict, domain: Any | None) -> DomainPlan:
    best = None
    if domain is None and options["state"] != "absent":
        try:
            best = offer(capabilities(), options.get("type"), options.get("arch"))
        except ValueError as error:
            raise ValueError(f"domain {options['name']}: {error}") from error
    return plan_domain(options, domains.actual(domain) if domain else None, best)


def _check(
    conn: Any, module: Any, found: dict, plans: list[DomainPlan], wanted: list[tuple[dict, Seed | None]]
) -> None:
    """Refuse references to what is not there or is another's; only for plans that store something."""
    storing = [(plan, plan.xml, *pair) for plan, pair in zip(plans, wanted) if plan.xml is not None]
    if not storing:
        return
    leaving = {plan.name for plan in plans if plan.removed}
    around = surroundings(conn, {name: domain for name, domain in found.items() if name not in leaving})
    offered = cache(partial(_domain_capabilities, conn))
    missing, refused = [], []
    for plan, xml, options, seed in storing:
        at = f"domain {plan.name}: "
        missing += [at + fault for fault in faults.missing(_without_seed(options, seed), around)]
        refused += [at + fault for fault in faults.taken(options, around)]
        refused += [at + fault for fault in _unsupported(options, xml, offered)]
        refused += [at + fault for fault in _on_overlays(found.get(plan.name), plan, options)]
        around.domains[plan.name] = complete(options)
        disks.fill_formats(conn, xml)
    refuse(refused if module.check_mode else missing + refused)
    for fault in missing:
        module.warn(f"{fault}; it has to be there when this runs for real")


def _unsupported(options: dict, xml: Element, offered: Callable[..., Element]) -> Iterator[str]:
    """What the domain asks beyond what the hypervisor offers, were it an architecture or a machine that it lacks."""
    try:
        offer_of_machine = offered(*_machine(xml))
    except libvirt.libvirtError as error:
        yield message(error)
    else:
        yield from unsupported(options, offer_of_machine)


def _on_overlays(domain: Any | None, plan: DomainPlan, options: dict) -> Iterator[str]:
    """Disks that would lose what was written since a snapshot put an overlay in their place."""
    changed = {change.path for change in plan.changes}
    own = [f"disks[{disk['target']}]" for disk in options.get("disks") or [] if faults.exclusive(disk)]
    moved = [disk for disk in own if changed.intersection(f"{disk}.{name}" for name in SOURCES)]
    if moved and domain is not None and domain.snapshotNum(libvirt.VIR_DOMAIN_SNAPSHOT_LIST_EXTERNAL):
        yield f"{moved[0]} is another since a snapshot of disks only; delete that snapshot first"


def _machine(xml: Element) -> tuple[str | None, ...]:
    """What a hypervisor's offer depends on: type, architecture, machine."""
    os_type = xml.find("os/type")
    return (xml.get("type"), *(os_type.get(name) if os_type is not None else None for name in ("arch", "machine")))


def _domain_capabilities(conn: Any, type_: str | None, arch: str | None, machine: str | None) -> Element:
    """What the hypervisor offers such a domain; nothing is listed by drivers that cannot tell."""
    try:
        return parse(conn.getDomainCapabilities(None, arch, machine, type_))
    except libvirt.libvirtError as error:
        if code(error) != libvirt.VIR_ERR_NO_SUPPORT:
            raise
        return Element("domainCapabilities")


def _without_seed(options: dict, seed: Seed | None) -> dict:
    """The options, whose seed is a volume yet to be made; its pool has to be there."""
    if seed is None:
        return options
    own = [{**disk, "volume": None} if disk["volume"] == seed.volume else disk for disk in options["disks"]]
    return {**options, "disks": own}


def _apply(conn: Any, domain: Any | None, plan: DomainPlan, options: dict, seed: Seed | None) -> None:
    doomed = list(disks.volumes_of(conn, domain)) if plan.removed and options["remove_volumes"] else []
    made = disks.put(conn, seed) if seed and not plan.removed else None
    try:
        domain = domains.apply(conn, domain, plan, options)
    except Exception:
        if made is not None:
            made.delete()
        raise
    for volume in doomed:
        with explained():
            volume.delete()
    if seed and domain is not None:
        disks.drop_old(conn, seed, plan.name, domain)
