# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A plan as people read it: what happens to each host, then the files, then what is not known."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.review.model import CLOUD, Change, Plan

CREATING = ("build", "create", "extract", "load", "pull", "run")
REMOVING = ("delete", "remove")
# What is done to a container that is there, and is no remaking of it.
VERBS = {"replace": "restart", "repair": "restart", "start": "start", "remove": "remove"}
# How many hosts are named before the others are counted.
FEW = 3
WIDTH = 120


def sign(change: Change) -> str:
    """Return `+`, `-` or `~`."""
    return "+" if change["action"] in CREATING else "-" if change["action"] in REMOVING else "~"


def headline(change: Change) -> str:
    """Return *change* in one line with its host, like `~ nova_api on control1: image a -> b`."""
    where = f" on {change['host']}" if change["host"] else ""
    return f"{sign(change)} {_subject(change)}{where}" + _colon(_why(change))


def summary(plan: Plan) -> str:
    """Return how much changes, like `1 to create, 5 to restart`."""
    counts: dict[str, int] = {}
    for change in plan["changes"]:
        counts[_verb(change)] = counts.get(_verb(change), 0) + 1
    parts = [f"{count} to {verb}" for verb, count in counts.items()]
    if plan["unknown"]:
        parts.append(f"{len(plan['unknown'])} not known yet")
    return ", ".join(parts) or "nothing to change"


def lines(plan: Plan) -> list[str]:
    """Return *plan* as text, to be printed line by line."""
    count = len(plan["hosts"])
    result = [f"Plan of cloud {plan['cloud']} ({count} host{'s' * (count != 1)}): {summary(plan)}"]
    for title, changes in _sections(plan):
        result += ["", title, *_groups(changes)]
    files = list(_files(plan["changes"]))
    if files:
        result += ["", "Files", *files]
    if plan["unknown"]:
        result += ["", "Not known yet"]
        result += [f"  ? {item['what']}{_on(item['host'])}: {item['why']}" for item in plan["unknown"]]
    return result


def _sections(plan: Plan) -> Iterator[tuple[str, list[Change]]]:
    """Yield the cloud's changes, then the hosts'; hosts to which the same happens share a section."""
    of_host: dict[str, list[Change]] = {}
    for change in plan["changes"]:
        of_host.setdefault(change["host"], []).append(change)
    if CLOUD in of_host:
        yield "The cloud", of_host.pop(CLOUD)
    alike: dict[str, list[str]] = {}
    for host, changes in of_host.items():
        alike.setdefault(json.dumps([_essence(change) for change in changes], sort_keys=True), []).append(host)
    for hosts in alike.values():
        yield _names(hosts), of_host[hosts[0]]


def _essence(change: Change) -> dict[str, Any]:
    """Return what people see of *change*; hosts differ in digests because of their addresses."""
    return {key: value for key, value in change.items() if key not in ("host", "specification", "diff")}


def _groups(changes: list[Change]) -> list[str]:
    """Return the lines of one section, by service or kind in the order of the run; what is alike is said once."""
    groups: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for change in changes:
        group = groups.setdefault(change.get("service") or change["kind"], {})
        said = (sign(change), _why(change), *_options(change), *_fields(change))
        group.setdefault(said, []).append(change["name"])
    result = []
    for title, group in groups.items():
        result.append(f"  {title}")
        for (mark, why, *details), names in group.items():
            result += _wrapped(f"    {mark} ", f"{', '.join(names)}{_colon(why)}")
            result += [f"        {line}" for line in details]
    return result


def _wrapped(mark: str, text: str) -> list[str]:
    blank = " " * len(mark)
    return textwrap.wrap(text, WIDTH, initial_indent=mark, subsequent_indent=blank, break_on_hyphens=False)


def _verb(change: Change) -> str:
    if change["kind"] == "container":
        return VERBS.get(change["action"], change["action"])
    return {"replace": "make anew", "update": "change"}.get(change["action"], change["action"])


def _subject(change: Change) -> str:
    return change["name"] if change["kind"] == "container" else f"{change['kind']} {change['name']}"


def _why(change: Change) -> str:
    reasons = "; ".join(change["reasons"])
    if change["kind"] == "container" and change["action"] in VERBS:
        return f"{VERBS[change['action']]}, {reasons}" if reasons else VERBS[change["action"]]
    return reasons


def _options(change: Change) -> Iterator[str]:
    for option in change.get("options", []):
        before, after = ("not set" if option[key] is None else option[key] for key in ("before", "after"))
        both = f"{before} -> {after}" if before != after else "another secret"
        yield f"{option['file'].rpartition('/')[2]} [{option['section']}] {option['option']}: {both}"


def _fields(change: Change) -> Iterator[str]:
    if change["action"] in REMOVING:
        return
    for name, values in change.get("fields", {}).items():
        if values["before"] is not None or values["after"] not in (None, "", [], {}):
            before = "" if change["action"] == "create" else f"{values['before']} -> "
            yield f"{name}: {before}{values['after']}"


def _files(changes: list[Change]) -> Iterator[str]:
    """Yield the diffs of files that are there already; those with one text are shown once, with all their names."""
    names: dict[str, list[str]] = {}
    for change in changes:
        for item in change.get("diff", []) if change["action"] != "create" else []:
            subject = f"{change['name']}:{item['file']}" if change["kind"] == "container" else item["file"]
            names.setdefault(item["text"], []).append(f"{subject}{_on(change['host'])}")
    for text, subjects in names.items():
        if text:
            yield from (f"  {subject}" for subject in subjects)
            yield from (f"    {line}" for line in text.splitlines())


def _names(hosts: list[str]) -> str:
    more = f" and {len(hosts) - FEW} more" if len(hosts) > FEW + 1 else ""
    return ", ".join(hosts[:FEW] if more else hosts) + more


def _on(host: str) -> str:
    return f" on {host}" if host else ""


def _colon(text: str) -> str:
    return f": {text}" if text else ""
