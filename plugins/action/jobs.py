# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Renders the services' jobs on the controller and hands them to the module in one call, unless all are done."""

from __future__ import annotations

from ansible.plugins.action import ActionBase
from ansible_collections.stackwright.cloud.plugins.module_utils.desired import redact
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.entry import as_result
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.payload import packed
from ansible_collections.stackwright.cloud.plugins.plugin_utils.roles import check_services
from ansible_collections.stackwright.cloud.plugins.plugin_utils.services import Services


class ActionModule(ActionBase):
    """The controller's half of `stackwright.cloud.jobs`."""

    TRANSFERS_FILES = False

    def run(self, tmp=None, task_vars=None) -> dict:
        """Render, send, and return the module's result."""
        result = super().run(tmp, task_vars)
        _validated, arguments = self.validate_argument_spec(
            argument_spec={"services": {"type": "list", "elements": "str"}, "marks": {"type": "dict"}}
        )
        check_services(arguments["services"] or [], "services")
        services = Services(self._loader, self._templar, task_vars)
        names, marks = arguments["services"] or services.names, arguments["marks"]
        if marks is not None and services.job_marks(names).items() <= marks.items():
            return {**result, **as_result([], []), "jobs": []}
        state = {
            "cloud": services.cloud["name"],
            "jobs": services.jobs(names),
            "secrets": redact.values(services.secrets),
        }
        result.update(
            self._execute_module(
                module_name="stackwright.cloud.jobs", module_args={"payload": packed(state)}, task_vars=task_vars
            )
        )
        return result
