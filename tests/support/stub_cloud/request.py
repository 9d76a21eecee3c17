# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""One request to one service, and how most collections answer it."""

from __future__ import annotations

import re
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import KINDS

from stub_cloud.state import StubCloud

Answer = tuple[int, Any]


class Request:
    """One request; *path* is without service and version, *project* is the one that the token is for."""

    def __init__(
        self, cloud: StubCloud, project: str, service: str, method: str, path: str, query: dict, content: Any
    ) -> None:
        """Keep the parts."""
        self.cloud, self.project, self.service, self.method, self.path = cloud, project, service, method, path
        self.query, self.content = query, content

    def plain(self) -> Answer:
        """Answer as most collections do."""
        for kind in KINDS.values():
            if kind.service != self.service or not kind.path:
                continue
            if self.path in (kind.path, f"{kind.path}/detail"):
                return self.collection(kind)
            if match := re.fullmatch(f"{kind.path}/([^/]+)", self.path):
                return self.single(kind, match.group(1))
        return 404, {"error": f"no such path: {self.path}"}

    def collection(self, kind: Any) -> Answer:
        """List or create."""
        if self.method == "GET":
            return 200, {kind.collection: self.cloud.all(kind.collection)}
        content = self.content[kind.envelope] if kind.envelope else self.content
        return 201, wrapped(kind, self.cloud.add(kind.collection, content, self.project))

    def single(self, kind: Any, identifier: str) -> Answer:
        """Show, change or delete."""
        found = self.cloud.kept.get(kind.collection, {}).get(identifier)
        if found is None:
            return 404, {"error": "not found"}
        if self.method == "DELETE":
            del self.cloud.kept[kind.collection][identifier]
            return 204, None
        if self.method in ("PUT", "PATCH"):
            found.update(self.content[kind.envelope] if kind.envelope else self.content)
        return 200, wrapped(kind, found)


def wrapped(kind: Any, content: dict) -> dict:
    """Return *content* in the kind's envelope."""
    return {kind.envelope: content} if kind.envelope else content


def switched(kept: dict, key: str, is_there: bool) -> None:
    """Have *key* in the mapping *kept*, or not."""
    if is_there:
        kept[key] = True
    else:
        kept.pop(key, None)
