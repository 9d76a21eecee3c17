# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Has the host look, and compares its clock with the controller's."""

from __future__ import annotations

import time
from typing import Any

from ansible_collections.stackwright.cloud.plugins.plugin_utils.on_host import HostAction

ARGUMENTS = {
    "ask_addresses": {"type": "list", "elements": "str", "default": []},
    "resolve": {"type": "list", "elements": "str", "default": []},
    "debian_mirrors": {"type": "bool", "default": False},
    "mirrors": {"type": "bool", "default": False},
}


class ActionModule(HostAction):
    """The controller's half of `stackwright.cloud.host_facts`."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the facts, with `clock_offset`: 0 where the host's time lies within the call."""
        result = super().run(tmp, task_vars)
        _validated, arguments = self.validate_argument_spec(argument_spec=ARGUMENTS)
        started = time.time()
        result.update(self.on_host("host_facts", arguments, task_vars))
        ended = time.time()
        host = result.get("ansible_facts", {}).get("stackwright_host")
        if host:
            host["clock_offset"] = host["epoch"] - min(max(host["epoch"], started), ended)
        return result
