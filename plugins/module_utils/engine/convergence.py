# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""One converge of one host: look once, plan, show, and change only what differs."""

from __future__ import annotations

from contextlib import nullcontext

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.model import (
    Data,
    Desired,
    Drift,
    Found,
    Specification,
    State,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.plan import Change, plan
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.redact import HIDDEN, redacted, without
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
    result = {
        "changed": bool(changes),
        "changes": [change.as_dict() for change in changes],
        "plan": [change.as_line() for change in changes],
        "diff": _diff(changes, state, actual, files),
    }
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


def _diff(changes: list[Change], state: State, actual: dict[str, Found], files: Files) -> list[Data]:
    """Return Ansible's `diff`: the plan's line of each change, and each changed file before and after."""
    desired = {item["specification"]["name"]: item for item in state["containers"]}
    shown: list[Data] = []
    for change in changes:
        shown.append({"prepared": change.as_line() + "\n"})
        found = actual.get(change.container)
        before = found["specification"] if found else None
        for target in change.files:
            shown.append(_file_diff(target, before, desired[change.container], files, state["secrets"]))
    return shown


def _file_diff(target: str, before: Specification | None, wanted: Desired, files: Files, secrets: list[str]) -> Data:
    header = f"{wanted['specification']['name']}:{target}"
    entries = (before["files"] if before else []) + wanted["specification"]["files"]
    if any(item["hidden"] for item in entries if item["target"] == target):
        return {"prepared": f"{header}: {HIDDEN}\n"}
    return {
        "before_header": header,
        "after_header": header,
        "before": redacted(files.read(before, target), secrets),
        "after": redacted(wanted["contents"].get(target, ""), secrets),
    }
