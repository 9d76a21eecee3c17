# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The kinds of Cinder that are not like the others."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.compute import in_project
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import ApiError, CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import (
    Entries,
    Handler,
    Session,
    asks,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.actual import OWNER_PROPERTY
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change, Difference

PATIENCE = 900
LOOK_EVERY = 1.0


class VolumeTypes(Handler):
    """A volume type's extra specs and projects are set one by one."""

    def listed(self, api: Api, entries: Entries) -> list:
        """Return all types, with who may use them where the document says who should."""
        types = super().listed(api, entries)
        for one in [one for one in types if asks(entries, "projects", one["name"])]:
            path = f"/types/{one['id']}/os-volume-type-access"
            access = [] if one.get("is_public", True) else api.all_pages(self.kind.service, path, "volume_type_access")
            one["project_ids"] = [each["project_id"] for each in access]
        return types

    def set_extra_specs(self, session: Session, change: Change, difference: Difference) -> None:
        """Set all extra specs."""
        path = f"{self.path(session, change)}/extra_specs"
        before, after = difference.before or {}, difference.after or {}
        for name in sorted(set(before) - set(after)):
            session.api.request(self.kind.service, "DELETE", f"{path}/{name}")
        if changed := {name: value for name, value in after.items() if before.get(name) != value}:
            session.api.request(self.kind.service, "POST", path, json={"extra_specs": changed})

    def set_projects(self, session: Session, change: Change, difference: Difference) -> None:
        """Let projects use the type, or no longer."""
        before, after = set(difference.before or []), set(difference.after or [])
        for project in sorted(before ^ after):
            verb = "addProjectAccess" if project in after else "removeProjectAccess"
            content = {verb: {"project": session.id_of(project)}}
            session.api.request(self.kind.service, "POST", f"{self.path(session, change)}/action", json=content)


class Volumes(Handler):
    """Volumes are made in their own project and waited for; their owner is in their metadata."""

    def listed(self, api: Api, entries: Entries) -> list:
        """Return the project's volumes; those of all projects when the document names another's."""
        query = "?all_tenants=1" if asks(entries, "project") else ""
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
        api = in_project(session, change.ref)
        values = {name: value for name, value in (change.values or {}).items() if value is not None}
        answer = api.request(
            self.kind.service, "POST", "/volumes", json={"volume": self.content(session, change, values)}
        )
        wait_until(api, answer["volume"]["id"], "available")
        return str(answer["volume"]["id"])

    def set_size(self, session: Session, change: Change, difference: Difference) -> None:
        """Make the volume larger; a new one has its size."""
        if change.makes:
            return
        if difference.after < difference.before:
            raise CloudError(f"it has {difference.before} GiB and cannot shrink to {difference.after}")
        content = {"os-extend": {"new_size": difference.after}}
        session.api.request(self.kind.service, "POST", f"{self.path(session, change)}/action", json=content)

    def delete(self, session: Session, change: Change) -> None:
        """Delete the volume and wait until it is gone, so that what it used can go too."""
        super().delete(session, change)
        wait_until(session.api, change.found.id if change.found else "", "gone")


def wait_until(api: Api, identifier: str, status: str) -> None:
    """Wait for a volume to have *status*; raise CloudError when it fails or takes too long."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            found = api.request("block-storage", "GET", f"/volumes/{identifier}")["volume"]["status"]
        except ApiError as error:
            if error.status != 404:
                raise
            found = "gone"
        if found == status:
            return
        if found.startswith("error"):
            raise CloudError(f"its status is {found!r}; the log of cinder-volume says why")
        time.sleep(LOOK_EVERY)
    raise CloudError(f"it is not {status} after {PATIENCE} s")
