# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The steps of a plan, and which come before which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.actual import Actual
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Ref
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change


@dataclass(frozen=True)
class Step:
    """One part of a change: `remove`, `make` (create or update), or `complete` (the fields with calls of their own)."""

    part: str
    ref: Ref


def steps(changes: list) -> dict[Step, Change]:
    """Return the steps of all *changes*."""
    result = {}
    for change in changes:
        if change.action in ("delete", "replace"):
            result[Step("remove", change.ref)] = change
        if change.action == "delete":
            continue
        if change.makes or change.fields(separate=False):
            result[Step("make", change.ref)] = change
        if change.makes or change.fields(separate=True):
            result[Step("complete", change.ref)] = change
    return result


def needs(changes: list, actual: Actual) -> dict[Step, set]:
    """Return for every step those that must be done before it.

    What is made needs what it refers to; what is removed needs that nothing refers to it any more.
    """
    todo = steps(changes)
    result: dict[Step, set] = {step: set() for step in todo}
    of_kind: dict[tuple, set] = {}
    for step in todo:
        of_kind.setdefault((step.ref.kind, step.part == "remove"), set()).add(step)
    for step, change in todo.items():
        later = [Step("remove", ref) for ref in _left_references(step, change, actual)]
        if step.part == "remove":
            later += [other for kind in change.kind.waits_for for other in of_kind.get((kind, True), ())]
        else:
            result[step].add(Step("remove" if step.part == "make" else "make", step.ref))
            result[step].update(Step("make", ref) for ref in _made_references(step, change))
            result[step].update(other for kind in change.kind.waits_for for other in of_kind.get((kind, False), ()))
        for other in later:
            result.get(other, set()).add(step)
    return {step: {need for need in needed if need in todo and need != step} for step, needed in result.items()}


def _made_references(step: Step, change: Change) -> Iterable[Ref]:
    chosen = {each.field for each in change.fields(separate=step.part == "complete")}
    if step.part == "make":
        yield from references(list(step.ref.key))
    yield from references([value for name, value in (change.values or {}).items() if name in chosen])


def _left_references(step: Step, change: Change, actual: Actual) -> Iterable[Ref]:
    """Yield what the resource refers to now and no longer does once *step* is done."""
    if change.found is None:
        return
    if step.part == "remove":
        yield from references(list(step.ref.key))
        kind = change.kind
        told = actual.values(change.found, [name for name in kind.fields if kind.refers(name)])
        for name, value in told.items():
            # Rules of security groups may refer to each other in a circle, and go with their groups.
            yield from (ref for ref in references(value) if kind.fields[name].refers or ref.kind != kind.name)
    else:
        yield from references([each.before for each in change.fields(separate=step.part == "complete")])


def references(value: Any) -> Iterable[Ref]:
    """Yield every resource in *value*."""
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)
