# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Quotas: one resource for people, one request to each service."""

from __future__ import annotations

from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import Entries, Handler, Session
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change

# Where each service keeps a project's limits, and what is around them.
PLACES = {
    "compute": ("compute", "/os-quota-sets/{}", "quota_set"),
    "network": ("network", "/quotas/{}", "quota"),
    "volume": ("block-storage", "/os-quota-sets/{}", "quota_set"),
}


class Quotas(Handler):
    """A project's limits are there as soon as the project is."""

    def listed(self, api: Api, entries: Entries) -> list:
        """Return nothing: whose limits are wanted is known only when the projects are; see limits()."""
        del api, entries
        return []

    def create(self, session: Session, change: Change) -> str:
        """Set the limits of a new project."""
        self.update(session, change)
        return ""

    def update(self, session: Session, change: Change) -> None:
        """Set the limits that differ."""
        project = session.id_of(change.ref.key[0])
        for each in change.differences:
            service, path, envelope = PLACES[each.field]
            content = {limit: int(value) for limit, value in each.after.items()}
            session.api.request(service, "PUT", path.format(project), json={envelope: content})


def limits(api: Api, project: str, names: list) -> dict[str, Any]:
    """Return the limits of the project with this id in the services called *names*."""
    result: dict[str, Any] = {"project_id": project, "id": project}
    for name in names:
        service, path, envelope = PLACES[name]
        result[name] = api.request(service, "GET", path.format(project))[envelope]
    return result
