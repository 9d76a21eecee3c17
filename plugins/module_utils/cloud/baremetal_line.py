# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Steps that Ironic has no room for, in a line whose first asks again."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import CloudError, FullError

# Seconds between two refusals of the first in line.
SOONEST, LATEST = 0.25, 5.0
Answer = TypeVar("Answer")


class Line:
    """One for a run. Ironic has a limit for each kind of step, so those of one kind keep no others waiting."""

    def __init__(self, timeout: float) -> None:
        """Let each step wait for *timeout* s."""
        self._timeout = timeout
        self._first: dict[str, threading.Lock] = defaultdict(threading.Lock)

    def admitted(self, kind: str, ask: Callable[[], Answer]) -> Answer:
        """Return what *ask* returns once Ironic has room for it; raise CloudError when it still has none in the end."""
        try:
            return ask()
        except FullError as error:
            refusal = error
        deadline = time.monotonic() + self._timeout
        with self._turn(kind):
            pause = SOONEST
            while time.monotonic() < deadline:
                try:
                    return ask()
                except FullError:
                    time.sleep(min(pause, max(0, deadline - time.monotonic())))
                    pause = min(pause * 1.5, LATEST)
        raise CloudError(
            f"Ironic had no room for it for {self._timeout} s, which `timeout` gives it: {refusal}; bring fewer "
            "`at_once`, or raise Ironic's [conductor]max_concurrent_clean and max_concurrent_deploy"
        )

    @contextmanager
    def _turn(self, kind: str) -> Iterator[None]:
        """Be the first of *kind*, or go on when time is over."""
        first = self._first[kind].acquire(timeout=self._timeout)
        try:
            yield
        finally:
            if first:
                self._first[kind].release()
