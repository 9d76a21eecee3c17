# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""One run of a document of nodes against an Ironic, from the plan to the task's result."""

from __future__ import annotations

import secrets as randomness
from collections.abc import Mapping
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.baremetal import Ironic
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.baremetal_run import (
    Failure,
    Limits,
    Progress,
    Report,
    Run,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.document import NodesError, merged
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.plan import (
    as_known,
    chosen,
    plan,
    remarks,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.steps import Path, Request
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.text import (
    as_dict,
    headline,
    lines,
    summary,
)

# What may only be done to nodes that are named.
NAMED_ONLY = ("erase", "rebuild", "reboot", "replace")
# What nodes can be brought to by what Ironic knows of them.
UNDESCRIBED = ("manageable", "available")


def bring(api: Api, documents: list, options: Mapping[str, Any], check: bool, report: Report) -> dict[str, Any]:
    """Return the result of a task that brings the nodes of *documents*, or named ones, to what they are to be.

    *options* are the module's; *report* is told of every step.
    """
    try:
        ironic = Ironic(api, randomness.token_hex(8))
        request = Request(options["undeploy"], options["action"] or "")
        paths = _paths(ironic, documents, options, request)
        if check:
            return _planned(paths)
        limits = Limits(options["at_once"], options["timeout"], options["max_failures"])
        return _ended(paths, Run(ironic, limits, report).carry_out(paths, request), limits)
    except NodesError as error:
        text = "\n".join(f"- {fault}" for fault in error.faults)
        return {"failed": True, "msg": f"the document cannot be applied, nothing was changed:\n{text}"}
    except CloudError as error:
        return {"failed": True, "msg": str(error)}


def _paths(ironic: Ironic, documents: list, options: Mapping[str, Any], request: Request) -> list[Path]:
    passwords, names, state = options["secrets"] or {}, options["nodes"] or [], options["state"] or ""
    if not documents:
        if not names or state not in UNDESCRIBED:
            states = " or ".join(UNDESCRIBED)
            raise NodesError([f"without a document, `nodes` must name them and `state` be {states}"])
        there = ironic.known()
        return plan(as_known(there, names, state), there, request)
    document = merged(documents, passwords)
    if faults := _unnamed(options):
        raise NodesError(faults)
    return plan(chosen(document, passwords, names, state), ironic.known(), request)


def _unnamed(options: Mapping[str, Any]) -> list[str]:
    if options["nodes"]:
        return []
    if options["action"] in NAMED_ONLY:
        return [f"action {options['action']} is for nodes that `nodes` names; name them"]
    if options["state"] in ("retired", "absent"):
        return [f"state {options['state']} is for nodes that `nodes` names; name them"]
    return []


def _planned(paths: list[Path]) -> dict[str, Any]:
    todo = [one for one in paths if one.steps or one.stuck]
    return {
        "changed": any(one.steps for one in paths),
        "summary": summary(paths),
        "plan": [headline(one) for one in todo],
        "changes": [as_dict(one) for one in paths if one.steps],
        "warnings": list(remarks(paths)),
        "diff": {"prepared": lines(paths)},
    }


def _ended(paths: list[Path], every: list[Progress], limits: Limits) -> dict[str, Any]:
    failed = [one for one in every if one.failure]
    left = [one.path.wanted.name for one in every if not one.begun]
    tolerated = limits.failures is not None and len(failed) <= limits.failures
    result = {
        **_planned(paths),
        "changed": any(one.done for one in every),
        "nodes": {one.path.wanted.name: _told(one) for one in every},
        "failures": [_failure(one) for one in failed],
    }
    if not failed:
        return result
    text = [f"- {_sentence(one)}" for one in failed]
    if left:
        text.append(f"- not begun because of that: {', '.join(left)}")
    count = f"{len(failed)} of {len(every)} nodes failed"
    if tolerated:
        return {**result, "warnings": [*result["warnings"], f"{count}, as max_failures allows:\n" + "\n".join(text)]}
    message = f"{count}, {len(every) - len(failed) - len(left)} are as they should be; another run goes on from here:\n"
    return {**result, "failed": True, "msg": message + "\n".join(text)}


def _told(one: Progress) -> dict[str, Any]:
    found = one.found
    return {
        "id": found.id if found else None,
        "state": found.state if found else None,
        "address": found.mark.get("address") if found else None,
        "steps": one.done,
    }


def _failure(one: Progress) -> dict[str, Any]:
    failure = one.failure or Failure("", "", "")
    return {
        "node": one.path.wanted.name,
        "id": one.found.id if one.found else None,
        "step": failure.step,
        "state": failure.state,
        "reason": failure.reason,
        "agent_log": f"{one.found.id}*" if _asked_agent(one) and one.found else None,
    }


def _asked_agent(one: Progress) -> bool:
    return bool(one.failure) and one.step in ("inspect", "configure", "erase", "provide", "deploy", "rebuild", "rescue")


def _sentence(one: Progress) -> str:
    told = _failure(one)
    where = f"{told['node']}: {told['step']}" + (f" (now {told['state']})" if told["state"] else "")
    log = (
        f" If its agent ran, its log is in the conductor's deploy logs, {told['agent_log']}."
        if told["agent_log"]
        else ""
    )
    return f"{where}: {told['reason'].rstrip('.')}.{log}"
