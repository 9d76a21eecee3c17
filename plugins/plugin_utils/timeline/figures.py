# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a run's times add up to: who worked and who waited, what was slow, what it restarted and asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ansible_collections.stackwright.cloud.plugins.plugin_utils.timeline.run import Run, Task

RESTARTS = ("replace", "repair", "start")


@dataclass(frozen=True)
class HostTime:
    """How a host spent the run, in seconds: at work, waiting for others in its own plays, and in plays of others."""

    host: str
    working: float
    waiting: float
    elsewhere: float


def covered(intervals: Iterable[tuple[float, float]]) -> float:
    """Return the seconds that *intervals* cover together, counted once where they overlap."""
    total, reached = 0.0, float("-inf")
    for start, end in sorted(intervals):
        total += max(end - max(start, reached), 0.0)
        reached = max(reached, end)
    return total


def host_times(run: Run) -> list[HostTime]:
    """Return how each host spent the run."""
    times = []
    for host in run.hosts:
        working = covered((result.began, result.ended) for result in run.results if result.host == host)
        present = sum(play.ended - play.began for play in run.plays if host in play.hosts)
        times.append(
            HostTime(host, working, max(present - working, 0.0), max(run.seconds - max(present, working), 0.0))
        )
    return times


def between_tasks(run: Run) -> float:
    """Return the seconds in which no host worked: Ansible's own start, parsing and scheduling."""
    return run.seconds - covered((result.began, result.ended) for result in run.results)


def slowest(run: Run, count: int) -> list[Task]:
    """Return the *count* slowest tasks, the slowest first."""
    return sorted(run.tasks, key=lambda task: task.seconds, reverse=True)[:count]


def restarted(run: Run) -> list[tuple[str, str]]:
    """Return the hosts and containers that were replaced or started again."""
    return [(result.host, name) for result in run.results for action, name in result.containers if action in RESTARTS]


def calls(run: Run) -> Counter[str]:
    """Return the number of requests to each service's API."""
    total: Counter[str] = Counter()
    for result in run.results:
        total.update(result.calls)
    return total


def earlier_seconds(previous: Run | None) -> dict[str, float]:
    """Return what each task of the *previous* run took, by key."""
    return {task.key: task.seconds for task in previous.tasks} if previous else {}
