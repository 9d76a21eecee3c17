# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What is recorded of a task's result: what it changed, in words that hold no secret, and what it asked of APIs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def facts(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a task's *result* that is recorded; of one with `no_log` nothing is.

    `plan`, lines of what was changed; `changes` of containers, each with `action` and `container`; `api_calls`, the
    number of requests by service.
    """
    if result.get("_ansible_no_log") or "censored" in result:
        return {}
    plan, calls = result.get("plan"), result.get("api_calls")
    found: dict[str, Any] = {}
    if result.get("changed") and isinstance(plan, list):
        found["plan"] = [str(line) for line in plan]
    containers = [_container(change) for change in result.get("changes") or () if isinstance(change, Mapping)]
    if result.get("changed") and any(containers):
        found["containers"] = [container for container in containers if container]
    if isinstance(calls, Mapping) and calls:
        found["calls"] = {str(service): int(count) for service, count in calls.items()}
    return found


def _container(change: Mapping[str, Any]) -> list[str] | None:
    if "container" not in change or "action" not in change:
        return None
    return [str(change["action"]), str(change["container"])]
