# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Bringing nodes to what they are to be, each on its own, many side by side."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.baremetal import Ironic
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.baremetal_board import Board
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.baremetal_line import Line
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import ApiError, CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.found import Found
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.states import PASSING, VERBS
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.steps import (
    NOTED_AFTER,
    WAIT,
    Path,
    Request,
    Step,
    StuckError,
    fulfilled,
    marks,
    next_step,
    reached,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.wanted import Wanted

# Ironic answers about this many requests at a time; more only wait there.
REQUESTS = 8

# What Ironic says of a node that it is at work on (its exception NodeLocked, and its API's check of updates).
AT_WORK = ("is locked", "state transition is in progress")

# Told of a node's name, the step that it has done, and how it ended, where it has.
Report = Callable[[str, str, str], None]


@dataclass(frozen=True)
class Limits:
    """Bounds of a run: nodes at a time, and seconds that a step may take, and before it may wait for room in Ironic.

    After more than so many *failures* no further node is begun; None bounds nothing.
    """

    at_once: int = 50
    timeout: int = 3600
    failures: int | None = None


@dataclass(frozen=True)
class Failure:
    """Why a node is not what it should be: the step that failed, Ironic's state then, and the reason."""

    step: str
    state: str
    reason: str


@dataclass
class Progress:
    """What has become of a node: its steps that are *done*, and why it went no further."""

    path: Path
    found: Found | None
    request: Request
    step: str = "plan"
    done: list[str] = field(default_factory=list)
    failure: Failure | None = None
    begun: bool = False


class Run:
    """One run over planned nodes."""

    def __init__(self, ironic: Ironic, limits: Limits, report: Report) -> None:
        """Ask *ironic*, keep within *limits*, and tell *report* of every step."""
        self._ironic = ironic
        self._limits = limits
        self._report = report
        self._requests = threading.Semaphore(REQUESTS)
        self._board = Board(ironic.states)
        self._line = Line(limits.timeout)
        self._failed = 0

    def carry_out(self, paths: list[Path], request: Request) -> list[Progress]:
        """Bring the nodes of *paths* to their ends, whatever happens to the others, and tell what became of each."""
        every = [Progress(path, path.found, request) for path in paths]
        with self._board, ThreadPoolExecutor(self._limits.at_once) as pool:
            list(pool.map(self._bring, every))
        return every

    def _bring(self, one: Progress) -> None:
        name = one.path.wanted.name
        if self._limits.failures is not None and self._failed > self._limits.failures:
            return
        one.begun = True
        try:
            if one.path.stuck:
                raise StuckError(one.path.stuck)
            while step := next_step(one.path.wanted, one.found, one.request):
                one.step = step.name
                self._carry_out(one, step)
                self._report(name, step.name, "")
        except (CloudError, StuckError) as error:
            self._failed += 1
            one.failure = Failure(one.step, one.found.state if one.found else "", str(error))
            self._report(name, one.step, f"{one.step} failed")
        else:
            if one.done:
                self._report(name, one.step, one.found.state if one.found else "gone")

    def _carry_out(self, one: Progress, step: Step) -> None:
        """Do *step* and wait for its end; raise CloudError."""
        wanted, found = one.path.wanted, one.found
        try:
            if step != WAIT:
                one.found = self._line.admitted(step.name, partial(self._begin, wanted, found, step))
        except ApiError as error:
            one.found = self._moved_on(one, step, error)
            return
        if one.found and (step in (WAIT, Step("reboot")) or step.name in VERBS or step.name.startswith("power")):
            one.found = self._settled(one.found)
            if not reached(step, one.found):
                one.found = self._moved_past(one.found, found)
                return
        if one.found and step.name in NOTED_AFTER:
            with self._requests:
                one.found = self._ironic.mark(one.found, **marks(wanted, step))
        one.request = fulfilled(one.request, step)
        if step != WAIT:
            one.done.append(step.name)

    def _begin(self, wanted: Wanted, found: Found | None, step: Step) -> Found | None:
        with self._requests:
            return self._ironic.begin(wanted, found, step)

    def _moved_on(self, one: Progress, step: Step, refusal: ApiError) -> Found:
        """Return the node once whoever else is at work on it has done; raise *refusal* where nobody is.

        Ironic refuses what another run has made already, a node that it has locked or is taking somewhere (409),
        and a step that the node's state has left (400).
        """
        if refusal.status not in (400, 409):
            raise refusal
        if one.found:
            self._settled(one.found)
        now = self._again(one.found.id if one.found else one.path.wanted.name)
        at_work = any(words in refusal.said for words in AT_WORK)
        if now is None or (next_step(one.path.wanted, now, one.request) == step and not at_work):
            raise refusal
        return now

    def _moved_past(self, ended: Found, begun: Found | None) -> Found:
        """Return the node, seen *ended* where its step does not lead, as another run has left it.

        Raises CloudError where the step has failed.
        """
        error = ended.raw.get("last_error")
        left = begun is not None and ended.state != begun.state and not ended.state.endswith("failed")
        now = self._again(ended.id) if left and not error else None
        if now is None:
            raise CloudError(error or "Ironic gives no reason")
        return now

    def _again(self, identifier: str) -> Found | None:
        with self._requests:
            return self._ironic.again(identifier)

    def _settled(self, found: Found) -> Found:
        """Return the node once Ironic has done with it."""
        state = self._board.settled(found.id, self._limits.timeout)
        if state is None:
            raise CloudError(_unended(self._board.now(found.id), self._limits.timeout))
        return found.but(**state)


def _unended(node: Mapping[str, Any], timeout: int) -> str:
    state, current = node.get("provision_state", ""), node.get("clean_step") or node.get("deploy_step") or {}
    doing = f" with {current['interface']}.{current['step']}" if current.get("step") else ""
    if state in PASSING:
        return f"it is still in {state!r}{doing} after {timeout} s, which `timeout` gives it"
    return f"it is locked by conductor {node.get('reservation')} for {timeout} s; see that conductor's log"
