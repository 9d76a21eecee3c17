# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Validates bare-metal nodes; all of it runs on the controller."""

from __future__ import annotations

from ansible.plugins.action import ActionBase
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.login_options import LOGIN
from ansible_collections.stackwright.cloud.plugins.plugin_utils.baremetal_validation import validated
from ansible_collections.stackwright.cloud.plugins.plugin_utils.documents import read_documents
from ansible_collections.stackwright.cloud.plugins.plugin_utils.resources import connected


class ActionModule(ActionBase):
    """All of `stackwright.cloud.baremetal_validate`."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp=None, task_vars=None) -> dict:
        """Read the documents, ask Ironic, judge, and return the result."""
        result = super().run(tmp, task_vars)
        _validated, options = self.validate_argument_spec(
            argument_spec={
                **LOGIN,
                "document": {"type": "raw", "required": True},
                "secrets": {"type": "dict", "no_log": True},
                "nodes": {"type": "list", "elements": "str"},
            }
        )
        documents = read_documents(self, options["document"])
        result.update(validated(connected(options), documents, options["secrets"] or {}, options["nodes"] or []))
        return result
