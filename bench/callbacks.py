# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Measures what the callbacks cost: an event of each kind, and the page of a large run."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

from figures import Figure, store

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / ".collections"))
HOSTS, TASKS = 100, 100


def results(number: int) -> list[SimpleNamespace]:
    """Return what the hosts report of task *number*, every tenth with a plan of twenty lines."""
    plan = {"changed": True, "plan": [f"+ container{n}" for n in range(20)]}
    return [
        SimpleNamespace(
            host=SimpleNamespace(get_name=lambda name=f"host{host}": name),
            task=SimpleNamespace(_uuid=str(number)),
            result=plan if host % 10 == 0 else {"changed": False},
            is_changed=lambda changed=host % 10 == 0: changed,
        )
        for host in range(HOSTS)
    ]


def timeline(directory: str) -> list[Figure]:
    """Measure the timeline's events as Ansible sends them, and its page."""
    from ansible_collections.stackwright.cloud.plugins.callback.timeline import CallbackModule
    from ansible_collections.stackwright.cloud.plugins.plugin_utils.timeline.store import Timeline

    callback = CallbackModule()
    callback._timeline = recorded = Timeline(directory, "bench")
    recorded.add("run", time.time(), schema=1, identity="bench", playbooks=["bench"], check=False)
    recorded.add("play", time.time(), name="Bench", hosts=[f"host{host}" for host in range(HOSTS)])
    events = [(SimpleNamespace(_uuid=str(n), get_name=lambda n=n: f"task {n}"), results(n)) for n in range(TASKS)]
    start = time.perf_counter()
    for task, reports in events:
        callback.v2_playbook_on_task_start(task, False)
        for report in reports:
            callback.v2_runner_on_start(report.host, task)
            callback.v2_runner_on_ok(report)
    each = (time.perf_counter() - start) / (TASKS * (2 * HOSTS + 1))
    start = time.perf_counter()
    recorded.write_page()
    seconds = time.perf_counter() - start
    return [
        Figure("timeline, an event", 1000 * each, "ms", 1),
        Figure(f"timeline, page of {HOSTS} hosts and {TASKS} tasks", seconds, "s", 3),
    ]


def main() -> None:
    """Measure, store and show."""
    with tempfile.TemporaryDirectory() as directory:
        figures = timeline(directory)
    print(store("callbacks", figures))


if __name__ == "__main__":
    main()
