# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Brings what a cloud holds to a document; all of it runs on the controller."""

from __future__ import annotations

from ansible.plugins.action import ActionBase
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.login_options import LOGIN
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import SERVICES
from ansible_collections.stackwright.cloud.plugins.plugin_utils.documents import read_documents
from ansible_collections.stackwright.cloud.plugins.plugin_utils.resources import connected, reconciled


class ActionModule(ActionBase):
    """All of `stackwright.cloud.resources`."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp=None, task_vars=None) -> dict:
        """Read the documents, plan, apply unless in check mode, and return the result."""
        result = super().run(tmp, task_vars)
        _validated, options = self.validate_argument_spec(
            argument_spec={
                **LOGIN,
                "document": {"type": "raw", "required": True},
                "state": {"choices": ["present", "absent"], "default": "present"},
                "prune": {"type": "bool", "default": False},
            }
        )
        documents = read_documents(self, options["document"])
        absent = options["state"] == "absent"
        pruned = SERVICES if options["prune"] else ()
        result.update(reconciled(connected(options), documents, absent, pruned, self._task.check_mode))
        return result
