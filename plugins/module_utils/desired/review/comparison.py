# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Two plans against each other: whether what would change now is what was planned then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.review.model import FORMAT, Change, Plan
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.review.text import headline

NO_PLAN = "it is not a plan that stackwright.cloud.plan wrote"
CHANGE_KEYS = frozenset(("host", "action", "kind", "name", "reasons"))
UNKNOWN_KEYS = frozenset(("host", "what", "why"))

Key = tuple[str, str, str]


def faults(given: Any, cloud: str) -> list[str]:
    """Return why *given* cannot be the plan of *cloud*, one sentence each."""
    if not isinstance(given, Mapping) or "format" not in given:
        return [NO_PLAN]
    if given["format"] != FORMAT:
        return [f"its format is {given['format']}, and this release of the collection knows {FORMAT}; plan again"]
    if not (_all_have(given.get("changes"), CHANGE_KEYS) and _all_have(given.get("unknown"), UNKNOWN_KEYS)):
        return [NO_PLAN]
    if given.get("cloud") != cloud:
        return [f"it is a plan of cloud {given.get('cloud')}, and this one is {cloud}"]
    return []


def _all_have(items: Any, keys: frozenset[str]) -> bool:
    return isinstance(items, list) and all(isinstance(item, Mapping) and keys <= set(item) for item in items)


def differences(then: Plan, now: Plan) -> list[str]:
    """Return what is not the same in two plans, one line each; when they were made does not matter."""
    old, new = _by_key(then["changes"]), _by_key(now["changes"])
    lines = [f"no longer: {headline(old[key])}" for key in old if key not in new]
    lines += [f"not planned: {headline(new[key])}" for key in new if key not in old]
    for key in old:
        if key in new and old[key] != new[key]:
            lines += _changed(old[key], new[key])
    before = [(item["host"], item["what"]) for item in then["unknown"]]
    after = [(item["host"], item["what"]) for item in now["unknown"]]
    lines += [f"known by now: {_of(host, what)}" for host, what in before if (host, what) not in after]
    lines += [f"no longer known: {_of(host, what)}" for host, what in after if (host, what) not in before]
    return lines


def _changed(old: Change, new: Change) -> list[str]:
    lines = [f"planned otherwise: {headline(old)}", f"              now: {headline(new)}"]
    if lines[0].partition(": ")[2] != lines[1].partition(": ")[2]:
        return lines
    names = sorted(name for name in {**old, **new} if old.get(name) != new.get(name))
    return [f"planned otherwise: {headline(old)} (its {', '.join(names)} is another by now)"]


def _by_key(changes: list[Change]) -> dict[Key, Change]:
    return {(change["host"], change["kind"], change["name"]): change for change in changes}


def _of(host: str, what: str) -> str:
    return f"{what} of {host}" if host else what
