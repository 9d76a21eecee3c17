# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The states of all nodes, looked up once for everybody who waits for one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.states import PASSING

# Seconds between two looks: soon while things move, less often while they do not.
SOONEST, LATEST = 0.25, 5.0
# A look takes of Ironic's time, and of the nodes' that it works on: the pause is so many times as long.
RELIEF = 4
States = Mapping[str, Mapping[str, Any]]


class Board:
    """Looks while there is somebody who waits; one for a run, used with `with`."""

    def __init__(self, look: Callable[[], States]) -> None:
        """Let *look* return the states of all nodes by their ids."""
        self._look = look
        self._changed = threading.Condition()
        self._begun = self._ended = 0  # looks
        self._waiting = 0
        self._arrived = False
        self._open = True
        self._states: States = {}
        self._error: CloudError | None = None
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Board:
        """Begin to look."""
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        """Look no more."""
        with self._changed:
            self._open = False
            self._changed.notify_all()
        self._thread.join()

    def settled(self, identifier: str, timeout: float) -> Mapping[str, Any] | None:
        """Return the state of a node once Ironic has nothing to do with it, None when it still has after *timeout* s.

        Raises CloudError when Ironic does not answer, or the node is gone.
        """
        deadline = time.monotonic() + timeout
        with self._changed:
            asked = self._begun
            self._waiting += 1
            self._arrived = True
            self._changed.notify_all()
            try:
                while time.monotonic() < deadline:
                    if self._ended > asked and self._is_settled(identifier):
                        return self._states[identifier]
                    self._changed.wait(deadline - time.monotonic())
                return None
            finally:
                self._waiting -= 1

    def now(self, identifier: str) -> Mapping[str, Any]:
        """Return what the last look told of a node."""
        with self._changed:
            return self._states.get(identifier, {})

    def _is_settled(self, identifier: str) -> bool:
        if self._error:
            raise self._error
        if identifier not in self._states:
            raise CloudError("Ironic has the node no longer; somebody deleted it")
        node = self._states[identifier]
        busy = node["reservation"] or node["target_power_state"]
        return node["provision_state"] not in PASSING and not busy

    def _watch(self) -> None:
        pause = SOONEST
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or not self._open)
                if not self._open:
                    return
                self._begun += 1
            started = time.monotonic()
            moved = self._read()
            least = max(SOONEST, RELIEF * (time.monotonic() - started))
            pause = least if moved else max(min(pause * 1.5, LATEST), least)
            with self._changed:
                self._ended = self._begun
                self._changed.notify_all()
                self._arrived = False
                # Somebody new may wait for something quick, but among many there is always somebody new.
                self._changed.wait_for(lambda: not self._open, least)
                self._changed.wait_for(lambda: self._arrived or not self._open, pause - least)

    def _read(self) -> bool:
        try:
            states, self._error = self._look(), None
        except CloudError as error:
            self._error = error
            return False
        moved = states != self._states
        self._states = states
        return moved
