# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The plan of a converge: what a host has against what it should have, as a list of typed changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.model import (
    Desired,
    Drift,
    File,
    Found,
    Specification,
)

SIGNS = {"create": "+", "replace": "~", "repair": "~", "start": "~", "remove": "-"}


@dataclass(frozen=True)
class Change:
    """One thing to be done to one container.

    *action* is `create`, `replace` (another specification), `repair` (its files or directories drifted), `start`
    (it does not run) or `remove` (no longer wanted); *reasons* say why, for people; *files* are the targets whose
    content changes.
    """

    action: str
    container: str
    service: str
    reasons: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    def as_line(self) -> str:
        """Return the change as one line, like `~ nova_api: image a -> b`."""
        return f"{SIGNS[self.action]} {self.container}" + (f": {'; '.join(self.reasons)}" if self.reasons else "")

    def as_dict(self) -> dict[str, Any]:
        """Return the change as plain data for a result."""
        return {**asdict(self), "reasons": list(self.reasons), "files": list(self.files)}


def plan(desired: list[Desired], actual: Mapping[str, Found], drifted: Mapping[str, Drift]) -> list[Change]:
    """Return the changes that bring *actual* to *desired*, removals first, then in the order given.

    *desired* are desired containers; *actual* the host's containers of this cloud and phase by name, each with
    `specification` (None when it cannot be read) and `running`; *drifted* what on disk is not as the container's
    specification says, sentences by container name.
    """
    wanted = {item["specification"]["name"] for item in desired}
    removals = [
        Change("remove", name, _service(found["specification"]), ("no longer wanted here",))
        for name, found in sorted(actual.items())
        if name not in wanted
    ]
    changes = [_change(item["specification"], actual, drifted) for item in desired]
    return removals + [change for change in changes if change]


def _change(wanted: Specification, actual: Mapping[str, Found], drifted: Mapping[str, Drift]) -> Change | None:
    name, service = wanted["name"], wanted["service"]
    found = actual.get(name)
    all_files = tuple(item["target"] for item in wanted["files"])
    if found is None:
        return Change("create", name, service, (), all_files)
    if found["specification"] != wanted:
        reasons = specification_differences(found["specification"], wanted)
        return Change("replace", name, service, tuple(reasons), changed_files(found["specification"], wanted))
    if name in drifted:
        return Change("repair", name, service, tuple(drifted[name]["reasons"]), tuple(drifted[name]["files"]))
    if not found["running"]:
        return Change("start", name, service, (f"it is {found['state']}",))
    return None


def specification_differences(before: Specification | None, after: Specification) -> list[str]:
    """Return what changes from one specification to another, one phrase for each field or file."""
    if before is None:
        return ["its specification cannot be read"]
    phrases = []
    for key in sorted(set(before) | set(after)):
        if key == "files" or before.get(key) == after.get(key):
            continue
        phrases.append(f"{key} {_short(before.get(key))} -> {_short(after.get(key))}")
    return [f"file {target}" for target in changed_files(before, after)] + phrases


def changed_files(before: Specification | None, after: Specification) -> tuple[str, ...]:
    """Return the targets of files that are new, gone, or of other content or mode between two specifications."""
    old, new = _files(before), _files(after)
    return tuple(target for target in sorted(set(old) | set(new)) if old.get(target) != new.get(target))


def _files(specification: Specification | None) -> dict[str, File]:
    return {item["target"]: item for item in specification["files"]} if specification else {}


def _service(specification: Specification | None) -> str:
    return specification["service"] if specification else ""


def _short(value: object, limit: int = 80) -> str:
    text = " ".join(str(item) for item in value) if isinstance(value, list) else str(value)
    return text if len(text) <= limit else text[: limit - 3] + "..."
