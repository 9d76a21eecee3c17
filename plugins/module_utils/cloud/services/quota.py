# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Quotas: one resource for people, one request to each service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import Entries, Handler
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.session import Session
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change


class Place(NamedTuple):
    """Where a service keeps the limits of a project, where those of every project, and what is around them."""

    service: str
    path: str
    usual: str
    envelope: str


PLACES = {
    "compute": Place("compute", "/os-quota-sets/{}", "/os-quota-sets/{}/defaults", "quota_set"),
    "network": Place("network", "/quotas/{}", "/quotas/{}/default", "quota"),
    "volume": Place("block-storage", "/os-quota-sets/{}", "/os-quota-sets/{}/defaults", "quota_set"),
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
            place = PLACES[each.field]
            content = {place.envelope: {limit: int(value) for limit, value in each.after.items()}}
            session.api.request(place.service, "PUT", place.path.format(project), json=content)


def limits(api: Api, project: str, names: list) -> dict[str, Any]:
    """Return the limits of the project with this id in the services called *names*."""
    return {**_identity(project), **{name: _read(api, name, PLACES[name].path, project) for name in names}}


def usual_limits(api: Api, project: str) -> dict[str, Any]:
    """Return what every project gets, by service; *project* is any of them."""
    return {name: _read(api, name, place.usual, project) for name, place in PLACES.items() if api.offers(place.service)}


def own_limits(api: Api, project: str, usual: Mapping[str, Any]) -> dict[str, Any]:
    """Return those limits of the project with this id that are not the *usual* ones."""
    result = limits(api, project, list(usual))
    for name, common in usual.items():
        result[name] = {limit: value for limit, value in result[name].items() if common.get(limit, value) != value}
    return result


def _identity(project: str) -> dict[str, Any]:
    return {"project_id": project, "id": project}


def _read(api: Api, name: str, path: str, project: str) -> dict[str, Any]:
    place = PLACES[name]
    return dict(api.request(place.service, "GET", path.format(project))[place.envelope])
