# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Flavors and volume types: properties set one by one, and projects that may use what is not public."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import Entries, Handler, asks
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.session import Session
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.side_by_side import side_by_side
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.differences import Difference
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change


class WithAccess(Handler):
    """What flavors and volume types have in common; *specs*, *access* and *project* are the API's names."""

    specs, access, project = "", "", ""

    def listed(self, api: Api, entries: Entries) -> list:
        """Return all, with who may use those of which the document says who should."""
        found = super().listed(api, entries)
        asked = [one for one in found if asks(entries, "projects", one["name"])]
        for one, projects in zip(asked, side_by_side(lambda one: self._projects(api, one), asked)):
            one["project_ids"] = projects
        return found

    def _projects(self, api: Api, one: dict) -> list:
        if self.kind.reshape(one)[self.kind.api_name("public")]:
            return []
        path = f"{self.kind.path}/{one['id']}/os-{self.access.replace('_', '-')}"
        return [each[f"{self.project}_id"] for each in api.all_pages(self.kind.service, path, self.access)]

    def set_extra_specs(self, session: Session, change: Change, difference: Difference) -> None:
        """Set all properties."""
        path = f"{self.path(session, change)}/{self.specs}"
        before, after = difference.before or {}, difference.after or {}
        for name in sorted(set(before) - set(after)):
            session.api.delete(self.kind.service, f"{path}/{name}")
        if changed := {name: value for name, value in after.items() if before.get(name) != value}:
            session.api.request(self.kind.service, "POST", path, json={"extra_specs": changed})

    def set_projects(self, session: Session, change: Change, difference: Difference) -> None:
        """Let projects use it, or no longer."""
        before, after = set(difference.before or []), set(difference.after or [])
        for project in sorted(before ^ after):
            verb = f"{'add' if project in after else 'remove'}{self.project.capitalize()}Access"
            content = {verb: {self.project: session.id_of(project)}}
            session.api.request(self.kind.service, "POST", f"{self.path(session, change)}/action", json=content)


class Flavors(WithAccess):
    """Nova calls projects tenants here."""

    specs, access, project = "os-extra_specs", "flavor_access", "tenant"


class VolumeTypes(WithAccess):
    """A volume type is tied to its QoS from the side of that."""

    specs, access, project = "extra_specs", "volume_type_access", "project"

    def set_qos(self, session: Session, change: Change, difference: Difference) -> None:
        """Untie the type from the QoS that it has, and tie it to another."""
        identifier = self.path(session, change).rpartition("/")[2]
        for qos, verb in ((difference.before, "disassociate"), (difference.after, "associate")):
            if qos is not None:
                path = f"/qos-specs/{session.id_of(qos)}/{verb}?vol_type_id={identifier}"
                session.api.request(self.kind.service, "GET", path)
