# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What went wrong on a host, in full, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# What modules that run programs report beside their message (Ansible's common return values).
OUTPUTS = ("stderr", "stdout", "module_stderr", "module_stdout")


@dataclass(frozen=True)
class Failure:
    """A task that failed on *host*, where it is written, and what it said; *unreachable* and *crashed* say how."""

    host: str
    step: str
    place: str
    lines: tuple[str, ...]
    unreachable: bool = False
    crashed: bool = False


def failure(host: str, step: str, place: str, result: Mapping[str, Any], unreachable: bool = False) -> Failure:
    """Return the failure that a task's *result* tells of."""
    crashed = "module_stderr" in result or "module_stdout" in result
    return Failure(host, step, place, tuple(explanation(result)), unreachable, crashed)


def explanation(result: Mapping[str, Any]) -> list[str]:
    """Return all that a failed *result* says, each failed item of a loop by its name."""
    if "censored" in result:
        return ["what it said is hidden, because the task has no_log"]
    items = [item for item in result.get("results") or [] if isinstance(item, Mapping) and item.get("failed")]
    if items:
        return [line for item in items for line in _item(item)]
    lines = str(result.get("msg") or "it failed without a message").rstrip().splitlines()
    for name in OUTPUTS:
        text = str(result.get(name) or "").strip()
        if text and text not in "\n".join(lines):
            lines += [f"{name}:", *(f"  {line}" for line in text.splitlines())]
    return lines


def _item(item: Mapping[str, Any]) -> list[str]:
    first, *rest = explanation(item)
    label = "(hidden)" if "censored" in item else item.get("_ansible_item_label", item.get("item"))
    return [f"{label}: {first}", *(f"  {line}" for line in rest)]


def advice(failures: Sequence[Failure]) -> list[str]:
    """Return what to do after *failures*, one sentence each."""
    lines = []
    lost = sorted({failure.host for failure in failures if failure.unreachable})
    if lost:
        lines.append(f"See that {', '.join(lost)} can be reached: ansible {','.join(lost)} -m ansible.builtin.ping")
    if any(failure.crashed for failure in failures):
        lines.append("A module broke off, which should not happen: -vvv shows where.")
    lines.append("When that is mended, run the same command again: it goes on from what has been done.")
    return lines
