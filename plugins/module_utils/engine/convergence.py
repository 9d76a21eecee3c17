# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""One converge of one host: look once, plan, show, and change only what differs."""

from __future__ import annotations

from contextlib import nullcontext

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.container import digest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.explanation import (
    FileChange,
    file_diff,
    option_changes,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.model import (
    Data,
    Desired,
    Drift,
    Found,
    Specification,
    State,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.plan import Change, plan
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.redact import without
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.apply import Applier
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.files import Files
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.lock import host_lock
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import EngineError, Podman
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.supervisor import supervisor_for


def converge(state: State, check: bool, files: Files) -> Data:
    """Bring this host, whose containers have their *files* there, to *state* and return the module's result."""
    try:
        # What was looked at must still be so when it is changed.
        with nullcontext() if check else host_lock(state["cloud"]):
            return _converged(state, check, files)
    except EngineError as error:
        return {"failed": True, "msg": str(error)}


def _converged(state: State, check: bool, files: Files) -> Data:
    engine = Podman(state["cloud"])
    supervisor = supervisor_for(engine)
    actual = _in_scope(supervisor.containers(state["phases"]), state["services"])
    changes = plan(state["containers"], actual, _drifted(files, state["containers"]))
    result = described(changes, state, actual, files)
    if check or not changes:
        return result
    made = _to_be_made(changes, state["containers"])
    engine.require_names({specification["name"] for specification in made})
    engine.require_images({specification["image"] for specification in made})
    failures = Applier(engine, supervisor, files).apply(changes, state["containers"])
    if failures:
        message = "\n".join(f"{name}: {error}" for name, error in failures.items())
        return {"changed": True, "failed": True, "msg": without(message, state["secrets"])}
    return result


def _to_be_made(changes: list[Change], desired: list[Desired]) -> list[Specification]:
    """Return the specifications of *desired* that *changes* create or replace."""
    names = {change.container for change in changes if change.action in ("create", "replace")}
    return [item["specification"] for item in desired if item["specification"]["name"] in names]


def _in_scope(containers: dict[str, Found], services: list[str] | None) -> dict[str, Found]:
    """Return those of *containers* that belong to *services*; None is all, even those that nobody knows any more."""
    if services is None:
        return containers
    return {
        name: found
        for name, found in containers.items()
        if found["specification"] and found["specification"]["service"] in services
    }


def _drifted(files: Files, desired: list[Desired]) -> dict[str, Drift]:
    found = {item["specification"]["name"]: files.drift(item) for item in desired}
    return {name: drift for name, drift in found.items() if drift}


def described(changes: list[Change], state: State, actual: dict[str, Found], files: Files) -> Data:
    """Return the part of a result that says what *changes*: typed, as lines, and as Ansible's `diff`."""
    desired = {item["specification"]["name"]: item for item in state["containers"]}
    typed: list[Data] = []
    diff: list[Data] = []
    for change in changes:
        wanted = desired.get(change.container)
        texts = _file_changes(change, actual.get(change.container), wanted, files)
        options = [option for text in texts for option in option_changes(text, state["secrets"])]
        specification = digest(wanted["specification"]) if wanted else None
        typed.append({**change.as_dict(), "options": options, "specification": specification})
        diff.append({"prepared": change.as_line() + "\n"})
        diff += [file_diff(text, state["secrets"]) for text in texts]
    return {
        "changed": bool(changes),
        "changes": typed,
        "plan": [change.as_line() for change in changes],
        "diff": diff,
    }


def _file_changes(change: Change, found: Found | None, wanted: Desired | None, files: Files) -> list[FileChange]:
    """Return the files that *change* changes, before on disk and after as *wanted*."""
    before = found["specification"] if found else None
    after = wanted["specification"] if wanted else None
    entries = [item for one in (before, after) if one for item in one["files"]]
    return [
        {
            "container": change.container,
            "target": target,
            "before": files.read(before, target),
            "after": wanted["contents"].get(target, "") if wanted else "",
            "hidden": any(item["hidden"] for item in entries if item["target"] == target),
        }
        for target in change.files
    ]
