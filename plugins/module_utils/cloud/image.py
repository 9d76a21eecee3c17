# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Images: their content, and changes in the form that Glance wants."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import Handler, Session, own_project
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change, Difference

PATCH = {"Content-Type": "application/openstack-images-v2.1-json-patch"}
BLOCK = 1 << 20


def digest(path: str) -> str:
    """Return `sha512:...` of a file's content, the hash that Glance keeps; raise CloudError when it cannot be read."""
    result = hashlib.sha512()
    try:
        with Path(path).expanduser().open("rb") as file:
            while block := file.read(BLOCK):
                result.update(block)
    except OSError as error:
        raise CloudError(f"the image file {path} cannot be read: {error.strerror}") from error
    return f"sha512:{result.hexdigest()}"


class Images(Handler):
    """Images have no envelope, their properties are at the top, and tags are a field like any other."""

    def content(self, session: Session, change: Change, values: Mapping[str, Any]) -> dict:
        """Return *values* with the properties at the top and the owner's mark among the tags."""
        result = super().content(session, change, values)
        result.update(result.pop("properties", None) or {})
        if change.makes and values.get("project") == own_project(session):
            result.pop("owner", None)
        if change.owner or "tags" in values:
            result["tags"] = self.tags(change)
        return result

    def update(self, session: Session, change: Change) -> None:
        """Change the fields of *change* by a JSON patch."""
        values = {each.field: each.after for each in change.fields(separate=False) if each.field != "owner"}
        had = change.found.raw if change.found else {}
        patch = list(_patch(self.content(session, change, values), had))
        session.api.request("image", "PATCH", self.path(session, change), PATCH, json=patch)

    def set_file(self, session: Session, change: Change, difference: Difference) -> None:
        """Send the content."""
        del difference
        path = Path((change.entry or {})["file"]).expanduser()
        with path.open("rb") as file:
            headers = {"Content-Type": "application/octet-stream"}
            session.api.request("image", "PUT", f"{self.path(session, change)}/file", headers, data=file)


def _patch(values: Mapping[str, Any], had: Mapping[str, Any]) -> Iterable[dict]:
    for name, value in values.items():
        path = "/" + name.replace("~", "~0").replace("/", "~1")
        if value is not None:
            yield {"op": "replace" if name in had else "add", "path": path, "value": value}
        elif name in had:
            yield {"op": "remove", "path": path}
