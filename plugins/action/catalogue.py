# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Registers the services in Keystone, by the same planner as any other document of resources."""

from __future__ import annotations

import os

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.catalogue import catalogue_document
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.entry import as_result
from ansible_collections.stackwright.cloud.plugins.plugin_utils.resources import connected, reconciled
from ansible_collections.stackwright.cloud.plugins.plugin_utils.roles import check_services
from ansible_collections.stackwright.cloud.plugins.plugin_utils.services import Services


class ActionModule(ActionBase):
    """All of `stackwright.cloud.catalogue`."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp=None, task_vars=None) -> dict:
        """Plan, apply unless in check mode, and return the result."""
        result = super().run(tmp, task_vars)
        _validated, arguments = self.validate_argument_spec(
            argument_spec={"services": {"type": "list", "elements": "str"}}
        )
        names = arguments["services"]
        check_services(names or [], "services")
        services = Services(self._loader, self._templar, task_vars)
        try:
            api = connected(login(services))
        except (AnsibleActionFail, OSError) as error:  # OSError: the authority to trust is still to be made
            if not self._task.check_mode:
                raise
            return {**result, **as_result([], [{"what": "the catalogue", "why": f"Keystone cannot be asked: {error}"}])}
        # What others own must not look as if nobody wanted it.
        pruned = [] if names else ["identity"]
        result.update(reconciled(api, [document(services, names)], pruned=pruned, check=self._task.check_mode))
        return result


def login(services: Services) -> dict:
    """Return the administrator's login at the internal endpoint."""
    return {
        "auth": {
            "auth_url": services.cloud["endpoints"]["identity"]["internal"],
            "username": "admin",
            "password": services.secrets["keystone_admin_password"],
            "project_name": "admin",
            "user_domain_name": "Default",
            "project_domain_name": "Default",
        },
        "region_name": services.cloud["region"],
        "interface": "internal",
        "ca_cert": os.path.expanduser(f"{services.variable('stackwright_directory')}/pki/ca.pem"),
    }


def document(services: Services, names: list[str] | None) -> dict:
    """Return the document of those of *services* that *names* has; None is all."""
    return catalogue_document(
        services.definitions_of(names), services.cloud["endpoints"], services.secrets, services.cloud["region"]
    )
