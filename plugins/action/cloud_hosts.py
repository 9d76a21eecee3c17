# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Opens, drains and forgets hosts of a cloud; all of it runs on the controller."""

from __future__ import annotations

from ansible.plugins.action import ActionBase
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.login_options import LOGIN
from ansible_collections.stackwright.cloud.plugins.plugin_utils.cloud_hosts import bring
from ansible_collections.stackwright.cloud.plugins.plugin_utils.resources import connected

OPTIONS = {
    **LOGIN,
    "hosts": {"type": "list", "elements": "str", "required": True},
    "state": {"choices": ["enabled", "drained", "absent"], "required": True},
    "reason": {"type": "str", "default": "drained"},
    "cold": {"type": "bool", "default": False},
    "dead": {"type": "bool", "default": False},
}


class ActionModule(ActionBase):
    """All of `stackwright.cloud.cloud_hosts`."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp=None, task_vars=None) -> dict:
        """Look, plan, carry out unless in check mode, and return the result."""
        result = super().run(tmp, task_vars)
        _validated, options = self.validate_argument_spec(argument_spec=OPTIONS)
        result.update(bring(connected(options), options, self._task.check_mode))
        return result
