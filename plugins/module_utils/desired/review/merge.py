# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""From the results of a run's tasks to one plan; the results of a run that changes things give what it did."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.review.model import (
    CLOUD,
    Change,
    Diff,
    Unknown,
)

# Lines around those that differ.
CONTEXT = 2
# Whatever runs once for the whole cloud, on whichever host.
OF_THE_CLOUD = frozenset(("access", "catalogue", "jobs", "pki", "registry", "resources", "secrets"))


class Outcome(NamedTuple):
    """What one task, named by its module, reported for one host."""

    host: str
    module: str
    result: Mapping[str, Any]


def merged(outcomes: Iterable[Outcome]) -> tuple[list[Change], list[Unknown]]:
    """Return everything that changes and all that is not known, in the order of *outcomes*.

    The same change of the cloud as a whole, reported for several hosts, is one.
    """
    changes: list[Change] = []
    unknown: list[Unknown] = []
    for outcome in outcomes:
        host = CLOUD if outcome.module in OF_THE_CLOUD else outcome.host
        for change in _changes(outcome.module, outcome.result, host):
            if host != CLOUD or change not in changes:
                changes.append(change)
        for item in outcome.result.get("unknown", []):
            entry: Unknown = {"host": host, "what": item["what"], "why": item["why"]}
            if entry not in unknown:
                unknown.append(entry)
    return changes, unknown


def _changes(module: str, result: Mapping[str, Any], host: str) -> list[Change]:
    given = result.get("changes", [])
    if module == "converge":
        return [_container(entry, result.get("diff", []), host) for entry in given]
    if module in ("catalogue", "resources"):
        return [_resource(entry, host) for entry in given]
    return [_plain(entry, result.get("diff", []), host) for entry in given]


def _container(entry: Mapping[str, Any], diff: list[Mapping[str, Any]], host: str) -> Change:
    change: Change = {
        "host": host,
        "action": entry["action"],
        "kind": "container",
        "name": entry["container"],
        "reasons": list(entry["reasons"]),
        "service": entry["service"],
    }
    if entry.get("options"):
        change["options"] = [dict(option) for option in entry["options"]]
    if entry.get("specification"):
        change["specification"] = entry["specification"]
    return _with_diff(change, [_diff(item, entry["container"]) for item in diff])


def _resource(entry: Mapping[str, Any], host: str) -> Change:
    return {
        "host": host,
        "action": entry["action"],
        "kind": entry["kind"],
        "name": entry["label"],
        "reasons": [],
        "fields": {name: dict(values) for name, values in entry["fields"].items()},
    }


def _plain(entry: Mapping[str, Any], diff: Any, host: str) -> Change:
    change: Change = {
        "host": host,
        "action": entry["action"],
        "kind": entry["kind"],
        "name": entry["name"],
        "reasons": list(entry["reasons"]),
    }
    items = diff if isinstance(diff, list) and entry["kind"] == "file" else []
    return _with_diff(change, [_diff(item, None) for item in items if item.get("after_header") == entry["name"]])


def _with_diff(change: Change, diff: list[Diff | None]) -> Change:
    shown = [item for item in diff if item]
    return {**change, "diff": shown} if shown else change


def _diff(item: Mapping[str, Any], container: str | None) -> Diff | None:
    """Return one entry of Ansible's `diff` as a unified one, or None where it is not of *container*."""
    if "prepared" in item:
        # A hidden file says `container:path: ********`; other prepared texts are the plan's own lines.
        header, _blank, text = item["prepared"].rstrip("\n").partition(": ")
        prefix, _colon, path = header.partition(":")
        return {"file": path, "text": text} if path and prefix == container else None
    prefix, _colon, path = item["after_header"].partition(":") if container else (None, "", item["after_header"])
    if prefix != container:
        return None
    lines = difflib.unified_diff(item["before"].splitlines(), item["after"].splitlines(), n=CONTEXT, lineterm="")
    return {"file": path, "text": "\n".join(list(lines)[2:])}
