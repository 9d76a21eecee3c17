# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Plans and ends of runs for people and for results, without secrets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.differences import (
    Difference,
    differences,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.found import Found
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.steps import Path
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.wanted import MARK
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.redact import HIDDEN

# Options of drivers that are secret whatever the document says of them.
SECRET = ("password", "secret", "token", "private_key", "snmp_community", "auth_key", "priv_key")


def summary(paths: Collection[Path]) -> str:
    """Return how much is to be done in one line, like `2 to enrol, 1 to deploy`."""
    counts = Counter(step.name for one in paths for step in one.steps)
    text = ", ".join(f"{count} to {name}" for name, count in counts.items())
    stuck = sum(bool(one.stuck) for one in paths)
    return (text or "nothing to change") + (f"; {stuck} cannot go on" if stuck else "")


def headline(one: Path) -> str:
    """Return what is done with a node in one line, like `+ node web-1: enrol, verify, deploy`."""
    sign = "+" if one.found is None else "-" if one.wanted.state == "absent" else "~"
    names = ", ".join(step.name for step in one.steps)
    return f"{sign} node {one.wanted.name}: {names}" if names else f"! node {one.wanted.name}: {one.stuck}"


def lines(paths: Iterable[Path]) -> str:
    """Return the plan as text: a line for each node with something to do, and below it one for each difference."""
    text = []
    for one in paths:
        if one.steps or one.stuck:
            text.append(headline(one))
            text += [f"    {line}" for line in map(_line, changed(one))]
            text += [f"    then stops: {one.stuck}"] if one.stuck and one.steps else []
    return "".join(f"{line}\n" for line in text)


def changed(one: Path) -> tuple[Difference, ...]:
    """Return what of a node's settings changes."""
    if one.found is None and one.steps:
        return differences(one.wanted, Found({"retired": False}))
    return next((step.differences for step in one.steps if step.name == "update"), ())


def _line(difference: Difference) -> str:
    name, before, after = label(difference), *shown(difference)
    return f"{name}: {_value(after)}" if difference.before is None else f"{name}: {_value(before)} -> {_value(after)}"


def label(difference: Difference) -> str:
    """Return the name of what differs, for people."""
    path = [part for part in difference.place if part not in ("extra", MARK)]
    return ".".join(path)


def shown(difference: Difference) -> tuple[Any, Any]:
    """Return both values, fit for a diff."""
    if difference.secret or any(word in difference.place[-1] for word in SECRET):
        return HIDDEN if difference.before else None, HIDDEN
    return difference.before, difference.after


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(f"{name}={_value(item)}" for name, item in value.items()) or "{}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return "none" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def as_dict(one: Path) -> dict[str, Any]:
    """Return what is done with a node as plain data."""
    fields = {label(each): dict(zip(("before", "after"), shown(each))) for each in changed(one)}
    return {
        "node": one.wanted.name,
        "id": one.found.id if one.found else None,
        "steps": [step.name for step in one.steps],
        "fields": fields,
    }
