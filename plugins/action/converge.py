# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Renders what a host should run, all of it on the controller, and hands it to the module in one call."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired import redact
from ansible_collections.stackwright.cloud.plugins.plugin_utils.on_host import HostAction
from ansible_collections.stackwright.cloud.plugins.plugin_utils.roles import check_services
from ansible_collections.stackwright.cloud.plugins.plugin_utils.services import Services


class ActionModule(HostAction):
    """The controller's half of `stackwright.cloud.converge`."""

    def run(self, tmp=None, task_vars=None) -> dict:
        """Render, send, and return the module's result."""
        result = super().run(tmp, task_vars)
        _validated, arguments = self.validate_argument_spec(
            argument_spec={
                "services": {"type": "list", "elements": "str"},
                "phases": {"type": "list", "elements": "str", "choices": ["infrastructure", "identity", "services"]},
            }
        )
        check_services(arguments["services"] or [], "services")
        services = Services(self._loader, self._templar, task_vars)
        state = {
            "cloud": services.cloud["name"],
            "phases": arguments["phases"],
            "services": arguments["services"],
            "containers": services.containers(arguments["phases"], arguments["services"] or services.names),
            "secrets": redact.values(services.secrets),
        }
        result.update(self.on_host("converge", state, task_vars))
        return result
