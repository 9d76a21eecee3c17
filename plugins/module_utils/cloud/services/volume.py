# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Volumes, and how fast they may be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import Entries, Handler, is_abroad
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.session import Session
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.waiting import is_gone, wait_until
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.actual import OWNER_PROPERTY
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.differences import Difference
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change


class VolumeQos(Handler):
    """The limits of a QoS are beside its name when it is made, and removed by a call of their own."""

    def update(self, session: Session, change: Change) -> None:
        """Change who sees to it."""
        session.api.request(
            self.kind.service, "PUT", self.path(session, change), json={"qos_specs": self.changed(change)}
        )

    def set_specs(self, session: Session, change: Change, difference: Difference) -> None:
        """Set all limits."""
        path = self.path(session, change)
        before, after = difference.before or {}, difference.after or {}
        if gone := sorted(set(before) - set(after)):
            session.api.request(self.kind.service, "PUT", f"{path}/delete_keys", json={"keys": gone})
        if changed := {name: value for name, value in after.items() if before.get(name) != value}:
            session.api.request(self.kind.service, "PUT", path, json={"qos_specs": changed})


class Volumes(Handler):
    """Volumes are made in their own project and waited for; their owner is in their metadata."""

    def listed(self, api: Api, entries: Entries) -> list:
        """Return the project's volumes; those of all projects when the document names another's."""
        query = "?all_tenants=1" if is_abroad(entries) else ""
        return api.all_pages(self.kind.service, f"{self.kind.list_path}{query}", self.kind.collection)

    def content(self, session: Session, change: Change, values: Mapping[str, Any]) -> dict:
        """Return *values* with the type by its name and the owner's mark."""
        result = super().content(session, change, values)
        result.pop("project_id", None)
        if values.get("volume_type"):
            result["volume_type"] = values["volume_type"].key[0]
        if change.owner:
            had = change.found.raw.get("metadata", {}) if change.found else {}
            metadata = values.get("metadata", {} if change.makes else had)
            result["metadata"] = {**(metadata or {}), OWNER_PROPERTY: change.owner}
        return result

    def create(self, session: Session, change: Change) -> str:
        """Create the volume and return its id once it is available."""
        api = session.api_in(change.ref)
        values = {name: value for name, value in (change.values or {}).items() if value is not None}
        answer = api.request(
            self.kind.service, "POST", "/volumes", json={"volume": self.content(session, change, values)}
        )
        wait_for(api, answer["volume"]["id"], "available")
        return str(answer["volume"]["id"])

    def update(self, session: Session, change: Change) -> None:
        """Wait for a volume that another run began to make, and change its fields."""
        wait_for(session.api, change.found.id if change.found else "", "available", "in-use")
        if self.changed(change) or change.owner:
            super().update(session, change)

    def set_size(self, session: Session, change: Change, difference: Difference) -> None:
        """Make the volume larger; a new one has its size."""
        if change.makes or not change.found:
            return
        content = {"os-extend": {"new_size": difference.after}}
        session.api.request(self.kind.service, "POST", f"{self.path(session, change)}/action", json=content)
        wait_for(session.api, change.found.id, "available", "in-use")

    def delete(self, session: Session, change: Change) -> None:
        """Delete the volume and wait until it is gone, so that what it used can go too."""
        super().delete(session, change)
        path = self.path(session, change)
        wait_until("gone", lambda: is_gone(lambda: _usable_status(session.api, path)))


def wait_for(api: Api, identifier: str, *statuses: str) -> None:
    """Wait for a volume to have one of *statuses*; raise CloudError when it fails or takes too long."""
    wait_until(" or ".join(statuses), lambda: _usable_status(api, f"/volumes/{identifier}") in statuses)


def _usable_status(api: Api, path: str) -> str:
    status = str(api.request("block-storage", "GET", path)["volume"]["status"])
    if status.startswith("error"):
        raise CloudError(f"its status is {status!r}; the log of cinder-volume says why")
    return status
