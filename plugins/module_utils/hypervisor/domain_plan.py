# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What it takes to bring a domain from what it is to what it should be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Callable
from xml.etree.ElementTree import Element

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor import overlay
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.capabilities import Offer
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.domain import (
    complete,
    domain_differences,
    new_xml,
    write_domain,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.guest import (
    Step,
    device_path,
    live_steps,
    running_differences,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.plan import (
    CONFIG,
    LIVE,
    RESTART,
    Plan,
    label,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.schema import Difference
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import parse

_POWER = {
    ("shutoff", "running"): ["start"],
    ("shutoff", "paused"): ["start_paused"],
    ("paused", "running"): ["resume"],
    ("running", "paused"): ["suspend"],
    ("running", "shutoff"): ["shutdown"],
    ("paused", "shutoff"): ["resume", "shutdown"],
    ("pmsuspended", "running"): ["wakeup"],
    ("pmsuspended", "shutoff"): ["wakeup", "shutdown"],
}


@dataclass(frozen=True)
class Actual:
    """A domain as the hypervisor has it. ``live`` is None unless it runs."""

    config: Element
    live: Element | None
    state: str
    autostart: bool = False
    persistent: bool = True


@dataclass
class DomainPlan(Plan):
    """A domain's changes, and how to make them: configuration first, then the running guest, then power."""

    xml: Element | None = None
    steps: list[Step] = field(default_factory=list)
    power: list[str] = field(default_factory=list)
    autostart: bool | None = None
    created: bool = False
    removed: bool = False


def plan_domain(options: dict, actual: Actual | None, best: Offer | None = None) -> DomainPlan:
    """The plan for one domain; ``best`` is needed for a domain that does not exist."""
    plan = DomainPlan("domain", options["name"])
    if options["state"] == "absent":
        _plan_removal(plan, actual)
        return plan
    if actual is None:
        _plan_creation(plan, options, best)
    else:
        _plan_update(plan, options, actual)
    _plan_autostart(plan, options.get("autostart"), bool(actual and actual.autostart))
    _plan_power(plan, options, actual.state if actual else "shutoff")
    return plan


def plan_restart(plan: DomainPlan, options: dict, state: str) -> None:
    """Plan the restart that a guest needs, where it is allowed and the guest is to run."""
    wanted = state if options["state"] == "defined" else options["state"]
    if plan.restart_needed and options["restart"] == "allowed" and "shutoff" not in (state, wanted):
        plan.power = _POWER[(state, "shutoff")] + _POWER[("shutoff", wanted)]
        plan.restart_needed = False


def _plan_removal(plan: DomainPlan, actual: Actual | None) -> None:
    if actual is None:
        return
    plan.removed = True
    plan.power = _POWER.get((actual.state, "shutoff"), [])
    plan.add("state", actual.state, "absent", CONFIG if actual.live is None else LIVE)


def _plan_creation(plan: DomainPlan, options: dict, best: Offer | None) -> None:
    if best is None:
        raise ValueError(f"domain {plan.name}: what the hypervisor offers is not known")
    plan.created = True
    plan.xml = write_domain(new_xml(options, best), options)
    for name, value in complete(options).items():
        if name != "name":
            plan.add(name, None, value)
    if options.get("xml_overlay"):
        plan.add("xml_overlay", None, overlay.missing(Element("domain"), parse(options["xml_overlay"])))


def _plan_update(plan: DomainPlan, options: dict, actual: Actual) -> None:
    stored = list(domain_differences(options, actual.config))
    if not actual.persistent:
        plan.add("persistent", False, True)
    if stored or not actual.persistent:
        plan.xml = write_domain(actual.config, options)
    if actual.live is not None:
        _plan_guest(plan, options, actual.config, actual.live, stored)
    else:
        _add(plan, stored, lambda _one: CONFIG)


def _plan_guest(plan: DomainPlan, options: dict, config: Element, live: Element, stored: list[Difference]) -> None:
    """What becomes of the differences while the guest runs; ``hidden`` ones do not show in its XML."""
    running = running_differences(options, live)
    shown = _paths(running_differences(options, config))
    hidden = _paths(stored) - shown
    plan.steps, pending = live_steps(complete(options), live, running)
    plan.restart_needed = bool(pending or hidden)
    if plan.restart_needed and options["restart"] == "allowed":
        plan.steps, stored = [], _union(stored, running)
    now = {step.path for step in plan.steps}
    waiting = _paths(running) | hidden
    _add(
        plan,
        _union(stored, [one for one in running if device_path(one.path) in now]),
        lambda one: LIVE if device_path(one.path) in now else RESTART if one.path in waiting else CONFIG,
    )


def _add(plan: DomainPlan, differences: list[Difference], effect: Callable[[Difference], str]) -> None:
    for one in differences:
        plan.add(label(one.path), one.before, one.after, effect(one))


def _paths(differences: list[Difference]) -> set[tuple[str, ...]]:
    return {one.path for one in differences}


def _union(first: list[Difference], second: list[Difference]) -> list[Difference]:
    known = _paths(first)
    return first + [one for one in second if one.path not in known]


def _plan_autostart(plan: DomainPlan, wanted: bool | None, found: bool) -> None:
    if wanted is not None and wanted != found:
        plan.autostart = wanted
        plan.add("autostart", found, wanted)


def _plan_power(plan: DomainPlan, options: dict, state: str) -> None:
    wanted = state if options["state"] == "defined" else options["state"]
    plan.power = _POWER.get((state, wanted), [])
    plan_restart(plan, options, state)
    if plan.created:
        plan.add("state", "absent", options["state"])
    elif wanted != state:
        plan.add("state", state, wanted, LIVE)
    if wanted == "shutoff":
        plan.restart_needed = False
