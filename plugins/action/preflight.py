# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Says everything that is wrong with the hosts and variables of a cloud at once, before anything changes."""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.checks.fault import report
from ansible_collections.stackwright.cloud.plugins.plugin_utils.preflight import Preflight

ARGUMENTS = {
    "memory": {"type": "dict", "default": {}},
    "disk": {"type": "dict", "default": {}},
    "downgrade": {"type": "bool", "default": False},
}


class ActionModule(ActionBase):
    """Runs once, on the controller; knows of the hosts what `stackwright.cloud.host_facts` found."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Collect all faults; fail with all of them."""
        result = super().run(tmp, task_vars)
        _validated, arguments = self.validate_argument_spec(argument_spec=ARGUMENTS)
        preflight = Preflight(self._loader, self._templar, task_vars or {}, arguments)
        faults = preflight.faults()
        if faults:
            return {**result, "failed": True, "msg": report(faults)}
        return {**result, "ansible_facts": {"stackwright_addresses": preflight.addresses()}}
