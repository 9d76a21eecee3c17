# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Carrying out a plan: each step once what it needs is done, independent ones side by side."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handlers import HANDLERS
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.session import Session
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.side_by_side import WORKERS
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.names import label
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.work import Step, needs, steps


@dataclass
class Outcome:
    """What became of a plan: `done` changes, what failed and why, and what was not begun because of that."""

    done: list = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    left: list = field(default_factory=list)


def apply(session: Session, changes: list) -> Outcome:
    """Carry out *changes*; what does not depend on a failure is done in spite of it."""
    todo = steps(changes)
    failures: dict[Step, str] = {}
    skipped = _run(needs(changes, session.actual), lambda step: _carry_out(session, step, todo[step]), failures)
    unfinished = {step.ref for step in skipped} | {step.ref for step in failures}
    return Outcome(
        done=[change for change in changes if change.ref not in unfinished],
        failures={label(step.ref): reason for step, reason in failures.items()},
        left=sorted({label(step.ref) for step in skipped} - {label(step.ref) for step in failures}),
    )


def _run(order: dict[Step, set], work: Callable[[Step], None], failures: dict[Step, str]) -> set:
    """Do *work* on the steps in *order*, write what fails to *failures*, and return those never begun."""
    left = {step: set(needed) for step, needed in order.items()}
    with ThreadPoolExecutor(WORKERS) as pool:
        running: dict[Future, Step] = {}
        while True:
            for step in [step for step, needed in left.items() if not needed]:
                del left[step]
                running[pool.submit(work, step)] = step
            if not running:
                return set(left)
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                step = running.pop(future)
                try:
                    future.result()
                except Exception as error:
                    # Whatever it is, the run must tell what became of the rest.
                    failures[step] = str(error) if isinstance(error, CloudError) else f"this is a bug: {error!r}"
                    continue
                for needed in left.values():
                    needed.discard(step)


def _carry_out(session: Session, step: Step, change: Change) -> None:
    handler = HANDLERS[step.ref.kind]
    if step.part == "complete":
        handler.complete(session, change)
    elif step.part == "remove":
        handler.delete(session, change)
    elif not change.makes:
        handler.update(session, change)
    else:
        session.made[change.ref] = handler.create(session, change)
