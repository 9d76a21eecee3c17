# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Brings what a cloud holds to a document; all of it runs on the controller."""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.login_options import LOGIN
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import SERVICES
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
        documents = self._documents(options["document"])
        absent = options["state"] == "absent"
        pruned = SERVICES if options["prune"] else ()
        result.update(reconciled(connected(options), documents, absent, pruned, self._task.check_mode))
        return result

    def _documents(self, given: Any) -> list[dict]:
        several = given if isinstance(given, list) else [given]
        return [one if isinstance(one, dict) else self._read(one) for one in several]

    def _read(self, path: str) -> dict:
        found = self._find_needle("files", path)
        return self._templar.template(self._loader.load_from_file(found, trusted_as_template=True) or {})
