# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A run as its recorded events tell it: plays, their tasks, and what each host reported. Times are seconds since 1970.

The records, one JSON object a line, each with `event` and `at`:

run     schema, identity (equal for runs that can be compared), playbooks, check
play    name, hosts
task    name
result  task (its number, from 1), host, began, state, plan, containers, calls
end     (nothing more)
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

SCHEMA = 1


class TimelineError(Exception):
    """A file that is no timeline, or one of another version."""


@dataclass(frozen=True)
class Result:
    """What a host reported of a task: its *plan*, the *containers* with what was done to them, and *calls* of APIs."""

    host: str
    began: float
    ended: float
    state: str
    plan: tuple[str, ...] = ()
    containers: tuple[tuple[str, str], ...] = ()
    calls: Mapping[str, int] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """How long the host worked on it."""
        return self.ended - self.began


@dataclass
class Task:
    """A task and what its hosts reported."""

    name: str
    key: str
    began: float
    results: list[Result] = field(default_factory=list)

    @property
    def ended(self) -> float:
        """When the last host had reported."""
        return max((result.ended for result in self.results), default=self.began)

    @property
    def seconds(self) -> float:
        """From its start to the report of the last host."""
        return self.ended - self.began

    @property
    def state(self) -> str:
        """The worst of its hosts' states."""
        states = {result.state for result in self.results}
        order = ("failed", "unreachable", "ignored", "changed", "ok")
        return next((state for state in order if state in states), "skipped")


@dataclass
class Play:
    """A play, its hosts and its tasks; it ends where the next begins."""

    name: str
    hosts: tuple[str, ...]
    began: float
    ended: float = 0.0
    tasks: list[Task] = field(default_factory=list)


@dataclass
class Run:
    """A whole run; one that was broken off ends with its last event."""

    identity: str
    playbooks: tuple[str, ...]
    check: bool
    began: float
    ended: float
    finished: bool
    plays: list[Play] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """From the first event to the last."""
        return self.ended - self.began

    @property
    def tasks(self) -> list[Task]:
        """The tasks that some host worked on, in their order."""
        return [task for play in self.plays for task in play.tasks if task.results and task.state != "skipped"]

    @property
    def results(self) -> list[Result]:
        """What the hosts reported, without what they skipped."""
        return [result for task in self.tasks for result in task.results if result.state != "skipped"]

    @property
    def hosts(self) -> list[str]:
        """The hosts, in the order in which they came."""
        return list(dict.fromkeys(host for play in self.plays for host in play.hosts))


def read(lines: Iterable[str]) -> Run:
    """Return the run that recorded *lines* tell of, a last one that was cut off passed over; raise TimelineError."""
    events = [event for event in map(_parsed, lines) if event]
    if not events or events[0].get("event") != "run":
        raise TimelineError("this is no timeline: its first line is not the event `run`")
    head = events[0]
    if head.get("schema") != SCHEMA:
        raise TimelineError(f"this timeline has schema {head.get('schema')}; this version reads schema {SCHEMA}")
    finished = events[-1]["event"] == "end"
    run = Run(head["identity"], tuple(head["playbooks"]), head["check"], events[0]["at"], events[-1]["at"], finished)
    _fill(run, events)
    return run


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _fill(run: Run, events: list[dict[str, Any]]) -> None:
    tasks: list[Task] = []
    seen: dict[str, int] = {}
    for event in events:
        if event["event"] == "play":
            if run.plays:
                run.plays[-1].ended = event["at"]
            run.plays.append(Play(event["name"], tuple(event["hosts"]), event["at"], run.ended))
        elif event["event"] == "task":
            place = f"{run.plays[-1].name}: {event['name']}"
            seen[place] = seen.get(place, 0) + 1
            tasks.append(Task(event["name"], f"{place} #{seen[place]}", event["at"]))
            run.plays[-1].tasks.append(tasks[-1])
        elif event["event"] == "result":
            tasks[event["task"] - 1].results.append(_result(event))


def _result(event: Mapping[str, Any]) -> Result:
    return Result(
        event["host"],
        event["began"],
        event["at"],
        event["state"],
        tuple(event.get("plan", ())),
        tuple((action, name) for action, name in event.get("containers", ())),
        event.get("calls", {}),
    )
