# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A change as every task's result has it in `changes`: what is done to what, and why."""

from __future__ import annotations

from typing import TypedDict

SIGNS = {
    "create": "+",
    "build": "+",
    "pull": "+",
    "load": "+",
    "extract": "+",
    "run": "+",
    "change": "~",
    "remove": "-",
}


class Entry(TypedDict):
    """One change: `create database glance`; *reasons* are phrases for people."""

    action: str
    kind: str
    name: str
    reasons: list[str]


class Unknown(TypedDict):
    """What check mode cannot tell, and why it cannot."""

    what: str
    why: str


def made(kind: str, name: str, *reasons: str) -> Entry:
    """Return that a *kind* of thing called *name* is made."""
    return {"action": "create", "kind": kind, "name": name, "reasons": list(reasons)}


def set_anew(kind: str, name: str, *reasons: str) -> Entry:
    """Return that what is there is changed."""
    return {"action": "change", "kind": kind, "name": name, "reasons": list(reasons)}


def removed(kind: str, name: str, *reasons: str) -> Entry:
    """Return that what is there goes."""
    return {"action": "remove", "kind": kind, "name": name, "reasons": list(reasons)}


def as_line(entry: Entry) -> str:
    """Return *entry* as one line, like `~ database user glance: password`."""
    return f"{SIGNS[entry['action']]} {entry['kind']} {entry['name']}" + (
        f": {'; '.join(entry['reasons'])}" if entry["reasons"] else ""
    )


def as_result(entries: list[Entry], unknown: list[Unknown]) -> dict[str, object]:
    """Return the part of a task's result that says what changes."""
    lines = [as_line(entry) for entry in entries]
    return {
        "changed": bool(entries),
        "changes": entries,
        "unknown": unknown,
        "plan": lines,
        "diff": [{"prepared": f"{line}\n"} for line in lines],
    }
