# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Changes a host's network, and confirms the change by a connection of its own."""

from __future__ import annotations

import time
from typing import Any

from ansible.errors import AnsibleError
from ansible.plugins.action import ActionBase

# Seconds between two attempts to reach the host, and how much longer than the time limit it may take to come back.
PAUSE, GRACE = 2, 60


class ActionModule(ActionBase):
    """The controller's half of `stackwright.cloud.host_network`."""

    TRANSFERS_FILES = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Have the host begin, reach it anew, and confirm or learn that it went back."""
        result = super().run(tmp, task_vars)
        begun = self._step("begin", task_vars)
        result.update(begun)
        if begun.get("failed") or not begun.get("changed") or self._task.check_mode:
            return result
        timeout = int(self._task.args.get("timeout", 60))
        confirmed = self._attempt("confirm", timeout, task_vars)
        if confirmed and not confirmed.get("failed"):
            return result
        return {**result, "failed": True, "changed": False, "msg": self._taken_back(confirmed, timeout, task_vars)}

    def _step(self, step: str, task_vars: dict[str, Any] | None) -> dict[str, Any]:
        arguments = {**self._task.args, "step": step}
        return self._execute_module(
            module_name="stackwright.cloud.host_network", module_args=arguments, task_vars=task_vars
        )

    def _attempt(self, step: str, patience: int, task_vars: dict[str, Any] | None) -> dict[str, Any] | None:
        """Return what the host answers to *step* by a new connection, None where it does not within *patience* s."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            time.sleep(PAUSE)
            try:
                self._connection.reset()
                return self._step(step, task_vars)
            except AnsibleError:
                continue
        return None

    def _taken_back(self, confirmed: dict[str, Any] | None, timeout: int, task_vars: dict[str, Any] | None) -> str:
        """Wait until the host has its former network, and return what went wrong."""
        reason = confirmed["msg"] if confirmed else f"the host was not reached with its new network within {timeout} s"
        deadline = time.monotonic() + GRACE
        while time.monotonic() < deadline:
            seen = self._attempt("look", PAUSE * 2, task_vars)
            if seen and seen.get("taken_back"):
                return f"{reason}; it has its former network again"
        return f"{reason}; whether it has its former network again is not known, for it is not reached"
