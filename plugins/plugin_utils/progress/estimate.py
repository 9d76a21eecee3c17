# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""How far a run is and how long it still takes, from what its steps took in earlier runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

# Until a few seconds have been measured, the machine is taken to be as fast as in earlier runs.
TRUST = 3.0
SLOWEST, FASTEST = 5.0, 0.3
# What a step takes that finds nothing to do, when it has only been seen at work.
IDLE = 1.0


@dataclass(frozen=True)
class Known:
    """What a step took: seconds when nothing changed and when something did, and how many results it gave.

    A result is that of one host, or of one item of a loop on one host.
    """

    idle: float | None = None
    busy: float | None = None
    results: int = 0

    def after(self, seconds: float, changed: bool, results: int) -> Known:
        """Return what is known after the step took another *seconds*."""
        seconds = round(seconds, 3)
        return replace(self, busy=seconds, results=results) if changed else replace(self, idle=seconds, results=results)

    def expected(self, likely: float) -> float:
        """Return the seconds to expect when it is *likely*, from 0 to 1, that the step changes something."""
        if self.busy is None:
            return self.idle or 0.0
        idle = min(self.busy, IDLE) if self.idle is None else self.idle
        return idle + (self.busy - idle) * likely


@dataclass(frozen=True)
class Current:
    """The step at work, the seconds since it began, and the results that it has given."""

    key: str
    elapsed: float
    results: int


class Estimate:
    """The time that a run still takes; a run that changes nothing yet is expected to change nothing."""

    def __init__(self, history: Mapping[str, Known]) -> None:
        """Compare with *history*: what is known of each step, by its key, in the order of the last run."""
        self.history = history
        self._position = {key: number for number, key in enumerate(history)}
        self._reached = -1
        self._measured = self._foreseen = 0.0
        self._changeable = self._changed = 0

    def finish(self, key: str, seconds: float, changed: bool) -> None:
        """Learn that the step *key* took *seconds*."""
        self.reach(key)
        known = self.history.get(key)
        if known is None:
            return
        if known.busy is not None:
            self._changeable += 1
            self._changed += changed
        self._measured += seconds
        self._foreseen += known.expected(float(changed))

    def reach(self, key: str) -> None:
        """Learn that the step *key* has begun, so that those before it are over or will not come."""
        self._reached = max(self._reached, self._position.get(key, -1))

    def left(self, current: Current | None) -> float | None:
        """Return the seconds that are left, None when nothing is known of such a run, or of what it does so long."""
        if not self.history:
            return None
        likely = self._changed / (self._changeable + 1)
        later = [known for key, known in self.history.items() if self._position[key] > self._reached]
        coming = sum(known.expected(likely) for known in later) * self._pace()
        known = self.history.get(current.key) if current else None
        if current is None or known is None:
            return coming
        own = self._of_current(current, known, likely)
        return coming + own if own or coming else None

    def _of_current(self, current: Current, known: Known, likely: float) -> float:
        """Return what is left of the step at work, by its results if it gives several, else by its time."""
        if 0 < current.results < known.results:
            return current.elapsed * (known.results - current.results) / current.results
        expected = known.expected(likely) * self._pace()
        if current.elapsed > expected:
            expected = known.expected(1.0) * self._pace()
        return max(expected - current.elapsed, 0.0)

    def _pace(self) -> float:
        """Return how much longer steps take than they did."""
        return min(max((self._measured + TRUST) / (self._foreseen + TRUST), FASTEST), SLOWEST)
