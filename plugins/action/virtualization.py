# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Takes the answer from the host's facts, and asks only a host that has none yet for this image."""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase
from ansible_collections.stackwright.cloud.plugins.module_utils.host.virtualization import answered


class ActionModule(ActionBase):
    """The controller's half of `stackwright.cloud.virtualization`."""

    TRANSFERS_FILES = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the kept answer, or the module's result."""
        result = super().run(tmp, task_vars)
        _validated, arguments = self.validate_argument_spec(argument_spec={"image": {"type": "str", "required": True}})
        known = ((task_vars or {}).get("ansible_facts", {}).get("stackwright_host") or {}).get("virtualization")
        if known and known["image"] == arguments["image"]:
            return {**result, "changed": False, "changes": [], "unknown": [], **answered(known)}
        return {**result, **self._execute_module(task_vars=task_vars)}
