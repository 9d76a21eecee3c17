# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Runs a playbook and gives what each of its tasks reported."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ansible_runner

REPOSITORY = Path(__file__).resolve().parents[2]
REPORTS = ("runner_on_ok", "runner_on_failed")


@dataclass(frozen=True)
class TaskResult:
    """What one task reported for one host."""

    host: str
    task: str
    result: dict[str, Any]
    module: str = ""

    @property
    def changed(self) -> bool:
        """Tell whether the task changed the host, or in check mode would."""
        return bool(self.result.get("changed"))

    @property
    def changes(self) -> Any:
        """What was changed in the task's own words: its plan and its diff, as far as it gives them."""
        return {key: self.result[key] for key in ("changes", "plan", "diff") if self.result.get(key)}


@dataclass(frozen=True)
class Run:
    """A whole run: its end and the results of its tasks in their order."""

    passed: bool
    results: list[TaskResult]
    output: str

    @property
    def changed(self) -> list[TaskResult]:
        """The results that changed something, or in check mode would."""
        return [result for result in self.results if result.changed]


def run_playbook(name: str, inventory: str = "aio", options: str = "", **variables: Any) -> Run:
    """Run the playbook *name* of the collection with *options* and extra *variables*."""
    with tempfile.TemporaryDirectory() as scratch:
        runner = ansible_runner.run(
            private_data_dir=scratch,
            playbook=f"stackwright.cloud.{name}",
            inventory=str(REPOSITORY / "inventories" / inventory),
            cmdline=options,
            extravars=variables,
            envvars={
                "ANSIBLE_CONFIG": str(REPOSITORY / "ansible.cfg"),
                "ANSIBLE_COLLECTIONS_PATH": str(REPOSITORY / ".collections"),
            },
            quiet=True,
        )
        results = [
            _result(event["event_data"])
            for event in runner.events
            if event["event"] in ("runner_on_ok", "runner_on_failed")
        ]
        return Run(runner.rc == 0, results, runner.stdout.read())


def _result(data: dict[str, Any]) -> TaskResult:
    module = data["task_action"].rpartition(".")[2]
    return TaskResult(data["host"], data["task"], data.get("res") or {}, module)
