# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Renders the services' jobs on the controller and hands them to the module in one call, unless all are done."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired import redact
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.definition import PHASES
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.entry import as_result
from ansible_collections.stackwright.cloud.plugins.plugin_utils.on_host import HostAction
from ansible_collections.stackwright.cloud.plugins.plugin_utils.roles import check_services
from ansible_collections.stackwright.cloud.plugins.plugin_utils.services import Services


class ActionModule(HostAction):
    """The controller's half of `stackwright.cloud.jobs`."""

    def run(self, tmp=None, task_vars=None) -> dict:
        """Render, send, and return the module's result."""
        result = super().run(tmp, task_vars)
        _validated, arguments = self.validate_argument_spec(
            argument_spec={
                "services": {"type": "list", "elements": "str"},
                "phase": {"type": "str", "choices": PHASES},
                "marks": {"type": "dict"},
            }
        )
        check_services(arguments["services"] or [], "services")
        services = Services(self._loader, self._templar, task_vars)
        names, phase, marks = arguments["services"] or services.names, arguments["phase"], arguments["marks"] or {}
        if services.job_marks(names, phase).items() <= marks.items():
            return {**result, **as_result([], []), "jobs": []}
        state = {
            "cloud": services.cloud["name"],
            "release": services.variable("stackwright_release"),
            "jobs": [job for job in services.jobs(names) if job["specification"]["phase"] == phase],
            "secrets": redact.values(services.secrets),
        }
        result.update(self.on_host("jobs", state, task_vars))
        return result
