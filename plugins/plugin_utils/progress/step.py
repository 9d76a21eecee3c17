# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A step of a run: one task on all its hosts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

Told = TypeVar("Told", str, list[str])

# The worst first: a step is as its worst host is.
STATES = ("failed", "unreachable", "ignored", "changed", "ok", "skipped")


@dataclass
class Step:
    """A task, when it began and ended (seconds of one clock), and what its *expected* hosts have reported so far.

    *plans*, *diffs* and *texts* are what there is to show of each host, once the step is finished.
    """

    name: str
    key: str
    began: float
    ended: float
    expected: int = 1
    states: dict[str, str] = field(default_factory=dict)
    plans: dict[str, list[str]] = field(default_factory=dict)
    diffs: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    results: int = 0

    def report(self, host: str, state: str, now: float) -> None:
        """Note that *host* is done, at *now*."""
        self.states[host] = state
        self.results += 1
        self.ended = now

    @property
    def complete(self) -> bool:
        """Whether all hosts have reported."""
        return len(self.states) >= self.expected

    @property
    def state(self) -> str:
        """The worst of the hosts' states."""
        return next((state for state in STATES if state in self.states.values()), "skipped")

    @property
    def counts(self) -> dict[str, int]:
        """How many hosts are in which state, the worst first."""
        counted = Counter(self.states.values())
        return {state: counted[state] for state in STATES if counted[state]}

    @property
    def seconds(self) -> float:
        """How long the step has taken."""
        return self.ended - self.began


def grouped(by_host: Mapping[str, Told]) -> list[tuple[list[str], Told]]:
    """Return what hosts tell, once for all hosts that tell the same, the hosts in the order of their names."""
    groups: list[tuple[list[str], Told]] = []
    for host, told in sorted(by_host.items()):
        same = next((hosts for hosts, other in groups if other == told), None)
        if same is None:
            groups.append(([host], told))
        else:
            same.append(host)
    return groups
