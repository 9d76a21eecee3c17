# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The way from an action plugin to its host."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.plugins.action import ActionBase
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.payload import packed


class HostAction(ActionBase):
    """An action whose part on the host is in `stackwright.cloud.on_host`."""

    # Where files do travel, they are given a directory then; it would cost every host three calls.
    TRANSFERS_FILES = False

    def on_host(self, work: str, payload: Mapping[str, Any], task_vars: dict[str, Any] | None) -> dict[str, Any]:
        """Have the host do its part of module *work* with *payload*, plain data, and return the module's result."""
        return self._execute_module(
            module_name="stackwright.cloud.on_host",
            module_args={"work": work, "payload": packed(payload)},
            task_vars=task_vars,
        )
