# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Runs the module and compares the host's clock with the controller's."""

from __future__ import annotations

import time
from typing import Any

from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    """The controller's half of `stackwright.cloud.host_facts`."""

    TRANSFERS_FILES = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the module's result, with `clock_offset`: 0 where the host's time lies within the call."""
        result = super().run(tmp, task_vars)
        started = time.time()
        result.update(self._execute_module(task_vars=task_vars))
        ended = time.time()
        host = result.get("ansible_facts", {}).get("stackwright_host")
        if host:
            host["clock_offset"] = host["epoch"] - min(max(host["epoch"], started), ended)
        return result
