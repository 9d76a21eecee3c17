# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Gathers what all services ask of the database server and the broker, and hands it to the module in one call."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.definition import databases, queues
from ansible_collections.stackwright.cloud.plugins.plugin_utils.on_host import HostAction
from ansible_collections.stackwright.cloud.plugins.plugin_utils.roles import check_services
from ansible_collections.stackwright.cloud.plugins.plugin_utils.services import Services

MANAGEMENT_PORT = 15672


class ActionModule(HostAction):
    """The controller's half of `stackwright.cloud.registry`."""

    def run(self, tmp=None, task_vars=None) -> dict:
        """Gather, send, and return the module's result."""
        result = super().run(tmp, task_vars)
        _validated, arguments = self.validate_argument_spec(
            argument_spec={"services": {"type": "list", "elements": "str"}}
        )
        check_services(arguments["services"] or [], "services")
        services = Services(self._loader, self._templar, task_vars)
        result.update(self.on_host("registry", wanted(services, arguments["services"]), task_vars))
        return result


def wanted(services: Services, names: list[str] | None) -> dict:
    """Return the databases and queue users of those of *services* that *names* has (None: all), with passwords."""
    secrets, definitions = services.secrets, services.definitions_of(names)
    users = databases(definitions)
    return {
        "cloud": services.cloud["name"],
        "databases": users,
        "database_passwords": {user: secrets[f"{user}_database_password"] for user in users.values()},
        "queue_passwords": {name: secrets[f"{name}_queue_password"] for name in queues(definitions)},
        "broker": {
            "url": f"http://{services.variable('stackwright_address')}:{MANAGEMENT_PORT}",
            "user": "stackwright",
            "password": secrets.get("rabbitmq_admin_password", ""),
        },
    }
