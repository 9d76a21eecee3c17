# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Images: their content, and changes in the form that Glance wants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.content import local_file, workspace
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import (
    Entries,
    Handler,
    asks,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.session import Session
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.side_by_side import side_by_side
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.differences import Difference
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.services.image import SOURCE

PATCH = {"Content-Type": "application/openstack-images-v2.1-json-patch"}


class Images(Handler):
    """Images have no envelope, their properties are at the top, and tags are a field like any other."""

    def content(self, session: Session, change: Change, values: Mapping[str, Any]) -> dict:
        """Return *values* with the properties at the top and the owner's mark among the tags."""
        result = super().content(session, change, values)
        result.update(result.pop("properties", None) or {})
        if change.makes and values.get("project") == session.project:
            result.pop("owner", None)
        if change.owner or "tags" in values:
            result["tags"] = self.tags(change)
        return result

    def update(self, session: Session, change: Change) -> None:
        """Change the fields of *change* by a JSON patch."""
        had = change.found.raw if change.found else {}
        patch = list(_patch(self.content(session, change, self.changed(change)), had))
        session.api.request("image", "PATCH", self.path(session, change), PATCH, json=patch)

    def set_file(self, session: Session, change: Change, difference: Difference) -> None:
        """Send the content."""
        entry = change.entry or {}
        verify = session.api.login.verify
        with workspace() as directory, local_file(entry, Path(directory), verify).open("rb") as file:
            headers = {"Content-Type": "application/octet-stream"}
            session.api.request("image", "PUT", f"{self.path(session, change)}/file", headers, data=file)
        if entry.get("url") or entry.get("convert"):
            patch = [{"op": "add", "path": f"/{SOURCE}", "value": difference.after}]
            session.api.request("image", "PATCH", self.path(session, change), PATCH, json=patch)

    def listed(self, api: Api, entries: Entries) -> list:
        """Return all images, with who may use them where the document says who should."""
        images = super().listed(api, entries)
        asked = [image for image in images if asks(entries, "members", image["name"])]
        for image, members in zip(asked, side_by_side(lambda image: _members(api, image), asked)):
            image["member_ids"] = members
        return images

    def set_members(self, session: Session, change: Change, difference: Difference) -> None:
        """Let projects use the image, or no longer."""
        before, after = set(difference.before or []), set(difference.after or [])
        path = f"{self.path(session, change)}/members"
        for project in sorted(before ^ after):
            identifier = session.id_of(project)
            if project in after:
                session.api.request("image", "POST", path, json={"member": identifier})
            else:
                session.api.request("image", "DELETE", f"{path}/{identifier}")


def _members(api: Api, image: dict) -> list:
    if image["visibility"] != "shared":
        return []
    return [one["member_id"] for one in api.all_pages("image", f"/images/{image['id']}/members", "members")]


def _patch(values: Mapping[str, Any], had: Mapping[str, Any]) -> Iterable[dict]:
    for name, value in values.items():
        path = "/" + name.replace("~", "~0").replace("/", "~1")
        if value is not None:
            yield {"op": "replace" if name in had else "add", "path": path, "value": value}
        elif name in had:
            yield {"op": "remove", "path": path}
