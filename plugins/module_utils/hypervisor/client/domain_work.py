# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The work of the module libvirt_domain: all its plans, their faults, and how each is applied."""

from __future__ import annotations

from functools import partial
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor import surroundings as faults
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client import disks, domains
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import explained
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.run import Work, refuse, twice
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.surroundings import surroundings
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.domain import complete, offer
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.domain_plan import DomainPlan, plan_domain
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.seed import Seed, with_seed


def domain_work(conn: Any, module: Any) -> Work:
    """Plan all domains, refuse what is wrong, then hand out each plan with what applies it."""
    wanted = [with_seed(options) for options in module.params["domains"]]
    refuse(twice("domain", [options["name"] for options, _seed in wanted]))
    refuse(f"domain {options['name']}: {fault}" for options, _seed in wanted for fault in faults.wrong(options))
    with explained():
        found = domains.named(conn)
        plans = [_plan(conn, options, found.get(options["name"])) for options, _seed in wanted]
        _check(conn, module, found, plans, wanted)
    for plan, (options, seed) in zip(plans, wanted):
        yield plan, partial(_apply, conn, found.get(plan.name), plan, options, seed)


def _plan(conn: Any, options: dict, domain: Any | None) -> DomainPlan:
    best = None
    if domain is None and options["state"] != "absent":
        best = offer(conn.getCapabilities(), options.get("type"), options.get("arch"))
    return plan_domain(options, domains.actual(domain) if domain else None, best)


def _check(
    conn: Any, module: Any, found: dict, plans: list[DomainPlan], wanted: list[tuple[dict, Seed | None]]
) -> None:
    """Refuse references to what is not there or is another's; only for plans that store something."""
    storing = [(plan, plan.xml, *pair) for plan, pair in zip(plans, wanted) if plan.xml is not None]
    if not storing:
        return
    around = surroundings(conn, found)
    missing, taken = [], []
    for plan, xml, options, seed in storing:
        own = [disk for disk in options.get("disks") or [] if seed is None or disk["volume"] != seed.volume]
        at = f"domain {plan.name}: "
        missing += [at + fault for fault in faults.missing({**options, "disks": own}, around)]
        taken += [at + fault for fault in faults.taken(options, around)]
        around.domains[plan.name] = complete(options)
        disks.fill_formats(conn, xml)
    refuse(taken if module.check_mode else missing + taken)
    for fault in missing:
        module.warn(f"{fault}; it has to be there when this runs for real")


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
