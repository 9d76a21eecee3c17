# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Glance: patches, content and members."""

from __future__ import annotations

import hashlib

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import KINDS

from stub_cloud.request import Answer, Request, switched


def image(request: Request, identifier: str) -> Answer:
    """Show, patch or delete an image."""
    if request.method != "PATCH":
        return request.single(KINDS["images"], identifier)
    found = request.cloud.kept["images"][identifier]
    for change in request.content:
        found[change["path"].lstrip("/")] = change.get("value")
    return 200, found


def content(request: Request, identifier: str) -> Answer:
    """Take the content of an image."""
    digest = hashlib.sha512(request.content).hexdigest()
    request.cloud.kept["images"][identifier].update(status="active", os_hash_algo="sha512", os_hash_value=digest)
    return 204, None


def members(request: Request, identifier: str, project: str | None) -> Answer:
    """List, add or remove the projects that may use an image."""
    kept = request.cloud.part("image_members", identifier)
    if request.method == "GET":
        return 200, {"members": [{"member_id": one} for one in kept]}
    switched(kept, project or request.content["member"], request.method == "POST")
    return 200, {}


RULES = [
    ("image/images/([^/]+)", image),
    ("image/images/([^/]+)/file", content),
    ("image/images/([^/]+)/members(?:/([^/]+))?", members),
]
