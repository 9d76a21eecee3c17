# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Checks what the host is to be given, and has it done there."""

from __future__ import annotations

from typing import Any

from ansible_collections.stackwright.cloud.plugins.plugin_utils.on_host import HostAction

BRIDGE = {"name": {"type": "str", "required": True}, "address": {"type": "str", "required": True}}
ARGUMENTS = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "bridge": {"type": "dict", "options": BRIDGE},
    "packages": {"type": "list", "elements": "str", "default": []},
    "remove_packages": {"type": "bool", "default": False},
    "registry_authorities": {"type": "dict", "default": {}},
    "sysctls": {"type": "dict", "default": {}},
    "time_servers": {"type": "list", "elements": "str", "default": []},
}


class ActionModule(HostAction):
    """The controller's half of `stackwright.cloud.host`."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Check, send, and return the host's result."""
        result = super().run(tmp, task_vars)
        _validated, arguments = self.validate_argument_spec(argument_spec=ARGUMENTS)
        return {**result, **self.on_host("host", arguments, task_vars)}
