# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Where a run is, from the events that Ansible reports; times are seconds of one clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress.estimate import Current, Estimate, Known
from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress.step import Step
from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress.text import Position


class Run:
    """A run of one or more playbooks, each of which has phases (plays), each of which has steps (tasks)."""

    def __init__(self, history: Mapping[str, Known], playbooks: int, now: float) -> None:
        """Begin at *now* a run of so many *playbooks*; *history* is what is known of its steps."""
        self.began = now
        self.seen: dict[str, Known] = {}
        self.worked = self.changed = 0
        self.note = ""
        self.hosts: set[str] = set()
        self._history = history
        self._estimate = Estimate(history)
        self._playbooks = playbooks
        self._playbook = 0
        self._phase, self._phase_number, self._phases = "", 0, 1
        self._steps: dict[str, Step] = {}
        self._occurrences: Counter[str] = Counter()
        self._latest: Step | None = None
        self._furthest = 0.0

    @property
    def in_last_playbook(self) -> bool:
        """Whether no playbook comes after this one."""
        return self._playbook >= self._playbooks

    def begin_playbook(self, phases: int) -> None:
        """Go on to the next playbook."""
        self._playbook += 1
        self._phase, self._phase_number, self._phases = "", 0, max(phases, 1)

    def begin_phase(self, name: str, hosts: list[str]) -> None:
        """Go on to the next phase."""
        # A play that goes through its hosts in batches begins several times.
        if name != self._phase or not name:
            self._phase_number = min(self._phase_number + 1, self._phases)
        self._phase = name
        self.hosts = set(hosts)

    def begin_step(self, identifier: str, name: str, now: float, expected: int) -> None:
        """Begin a step, unless it is at work, from which *expected* hosts will report."""
        if identifier in self._steps:
            return
        place = f"{self._phase}: {name}"
        self._occurrences[place] += 1
        key = place if self._occurrences[place] == 1 else f"{place} #{self._occurrences[place]}"
        self._steps[identifier] = self._latest = Step(name, key, now, now, expected=expected)
        self._estimate.reach(key)
        self.note = ""

    def step(self, identifier: str) -> Step | None:
        """Return a step that is at work."""
        return self._steps.get(identifier)

    def at_work(self) -> list[str]:
        """Return the steps that are at work."""
        return list(self._steps)

    def finish_step(self, identifier: str) -> Step:
        """End a step, and learn from it."""
        step = self._steps.pop(identifier)
        self._latest = next(reversed(self._steps.values()), None)
        changed = step.state == "changed"
        self.changed += changed
        self.worked += step.state != "skipped"
        self.seen[step.key] = self._history.get(step.key, Known()).after(step.seconds, changed, step.results)
        self._estimate.finish(step.key, step.seconds, changed)
        self.note = ""
        return step

    def position(self) -> Position:
        """Return where the run is."""
        step = self._latest
        done, hosts = (len(step.states), step.expected) if step else (0, 0)
        name = step.name if step else ""
        return Position(self._phase, self._phase_number, self._phases, name, done, hosts, self.note)

    def left(self, now: float) -> float | None:
        """Return the seconds that are left, as far as that is known."""
        step = self._latest
        return self._estimate.left(Current(step.key, now - step.began, step.results) if step else None)

    def fraction(self, now: float) -> float:
        """Return which part of the run is done: of its time where that is known, of its phases where not."""
        left, past = self.left(now), now - self.began
        if left is not None and past + left > 0:
            done = past / (past + left)
        elif self._history:
            done = self._furthest
        else:
            done = (self._playbook - 1 + max(self._phase_number - 1, 0) / self._phases) / max(self._playbooks, 1)
        self._furthest = max(self._furthest, done)
        return self._furthest
