# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""One converge of one host: look once, plan, show, and change only what differs."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.plan import Change, plan
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.redact import HIDDEN, redacted
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.apply import Applier
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.files import Files
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import EngineError, Podman
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.supervisor import supervisor_for


def converge(state: dict, check: bool) -> dict:
    """Bring this host to *state* (cloud, phases, services, containers, secrets) and return the module's result."""
    engine = Podman(state["cloud"])
    supervisor = supervisor_for(engine)
    files = Files()
    try:
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
        missing = engine.missing_images({item["specification"]["image"] for item in state["containers"]})
        if missing:
            return {"failed": True, "msg": f"images are missing on this host: {', '.join(missing)}; role `images` brings them"}
        failures = Applier(engine, supervisor, files).apply(changes, state["containers"])
    except EngineError as error:
        return {"failed": True, "msg": str(error)}
    if failures:
        return {**result, "failed": True, "msg": "\n".join(str(error) for error in failures.values())}
    return result


def _in_scope(containers: dict, services: list | None) -> dict:
    """Return those of *containers* that belong to *services*; None is all, those of services no longer known included."""
    if services is None:
        return containers
    return {name: found for name, found in containers.items() if (found["specification"] or {}).get("service") in services}


def _drifted(files: Files, desired: list[dict]) -> dict:
    found = {item["specification"]["name"]: files.drift(item) for item in desired}
    return {name: drift for name, drift in found.items() if drift}


def _diff(changes: list[Change], state: dict, actual: dict, files: Files) -> list[dict]:
    """Return Ansible's `diff`: the plan's line of each change, and each changed file before and after."""
    desired = {item["specification"]["name"]: item for item in state["containers"]}
    shown = []
    for change in changes:
        shown.append({"prepared": change.as_line() + "\n"})
        before = (actual.get(change.container) or {}).get("specification")
        for target in change.files:
            shown.append(_file_diff(change.container, target, before, desired[change.container], files, state["secrets"]))
    return shown


def _file_diff(name: str, target: str, before: dict | None, wanted: dict, files: Files, secrets: list) -> dict:
    header = f"{name}:{target}"
    entries = (before or {}).get("files", []) + wanted["specification"]["files"]
    if any(item["hidden"] for item in entries if item["target"] == target):
        return {"prepared": f"{header}: {HIDDEN}\n"}
    return {
        "before_header": header,
        "after_header": header,
        "before": redacted(files.read(before, target), secrets),
        "after": redacted(wanted["contents"].get(target, ""), secrets),
    }
