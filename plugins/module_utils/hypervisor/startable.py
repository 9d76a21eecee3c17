# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Networks and storage pools: what is defined, started and started with the host."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Callable
from xml.etree.ElementTree import Element

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.plan import (
    CONFIG,
    LIVE,
    RESTART,
    Plan,
    label,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.schema import (
    Difference,
    Fields,
    differences,
    given,
    read,
    write,
)


@dataclass(frozen=True)
class Actual:
    """A network or pool as the hypervisor has it. ``live`` is None unless it is active."""

    config: Element
    live: Element | None
    autostart: bool
    persistent: bool = True


@dataclass(frozen=True)
class Kind:
    """What tells a kind of thing from another.

    tag: its XML's root; fields: its options; live_steps: (found, wanted, differences) -> the steps that an active one
    takes at once, and the differences that wait for its restart.
    """

    name: str
    tag: str
    fields: Fields
    live_steps: Callable[[dict, dict, list[Difference]], tuple[list, list[Difference]]]


@dataclass
class StartablePlan(Plan):
    """The changes, and how to make them: configuration, then the active thing (``steps``), then its state."""

    xml: Element | None = None
    steps: list[Any] = field(default_factory=list)
    stop: bool = False
    start: bool = False
    autostart: bool | None = None
    created: bool = False
    removed: bool = False


def plan_startable(kind: Kind, options: dict, actual: Actual | None) -> StartablePlan:
    """The plan for one network or pool whose ``state`` is to be active, inactive or absent."""
    plan = StartablePlan(kind.name, options["name"])
    wanted = given({name: value for name, value in options.items() if name in kind.fields})
    active = bool(actual and actual.live is not None)
    if options["state"] == "absent":
        _plan_removal(plan, actual, active)
    else:
        if actual is None:
            _plan_creation(kind, plan, wanted)
        else:
            _plan_update(kind, plan, wanted, actual)
        _plan_state(plan, options, actual, active)
    if plan.stop and actual is not None and actual.live is not None:
        _warn_of_guests(plan, actual.live)
    return plan


def _plan_removal(plan: StartablePlan, actual: Actual | None, active: bool) -> None:
    plan.removed, plan.stop = actual is not None, active
    if actual:
        plan.add("state", _state(active), "absent", LIVE if active else CONFIG)


def _plan_creation(kind: Kind, plan: StartablePlan, wanted: dict) -> None:
    plan.created = True
    plan.xml = Element(kind.tag)
    write(kind.fields, plan.xml, wanted)
    for name, value in wanted.items():
        if name != "name":
            plan.add(name, None, value)


def _warn_of_guests(plan: StartablePlan, live: Element) -> None:
    """Say that guests lose a network that stops; libvirt counts their interfaces on it."""
    count = live.get("connections")
    if count:
        meanwhile = (
            " for a moment, or until they restart where libvirt does not plug them in again" if plan.start else ""
        )
        plan.warnings.append(f"{plan.kind} {plan.name}: running guests (interfaces: {count}) lose it{meanwhile}")


def _plan_update(kind: Kind, plan: StartablePlan, wanted: dict, actual: Actual) -> None:
    stored = list(differences(kind.fields, wanted, read(kind.fields, actual.config)))
    if not actual.persistent:
        plan.add("persistent", False, True)
    if stored or not actual.persistent:
        plan.xml = deepcopy(actual.config)
        write(kind.fields, plan.xml, wanted)
    found = read(kind.fields, actual.live) if actual.live is not None else {}
    running = list(differences(kind.fields, wanted, found)) if actual.live is not None else []
    plan.steps, pending = kind.live_steps(found, wanted, running)
    plan.restart_needed = bool(pending)
    known = {one.path for one in stored}
    waiting = {one.path for one in pending}
    for one in stored + [one for one in running if one.path not in known | waiting]:
        at_once = {other.path for other in running} - waiting
        plan.add(
            label(one.path), one.before, one.after, LIVE if one.path in at_once else RESTART if pending else CONFIG
        )


def _plan_state(plan: StartablePlan, options: dict, actual: Actual | None, active: bool) -> None:
    wanted = options["state"] == "active"
    plan.stop, plan.start = active and not wanted, wanted and not active
    if plan.created:
        plan.add("state", "absent", options["state"])
    elif active != wanted:
        plan.add("state", _state(active), options["state"], LIVE)
    elif plan.restart_needed and options["restart"] == "allowed" and active:
        plan.stop = plan.start = True
        plan.steps = []
        plan.add("restarted", False, True, LIVE)
    if plan.stop:
        plan.restart_needed = False
    autostart = options.get("autostart")
    if autostart is not None and autostart != bool(actual and actual.autostart):
        plan.autostart = autostart
        plan.add("autostart", bool(actual and actual.autostart), autostart)


def _state(active: bool) -> str:
    return "active" if active else "inactive"
