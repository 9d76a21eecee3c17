# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Keystone: logins, role assignments, members of groups, application credentials."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import KINDS

from stub_cloud.request import Answer, Request, switched
from stub_cloud.state import PASSWORD, PROJECT, USER


def token(request: Request) -> Answer:
    """Log in, by password or with a token for another project."""
    auth = request.content["auth"]
    password = auth["identity"].get("password", {}).get("user", {}).get("password", PASSWORD)
    if password != PASSWORD:
        return 401, {"error": {"message": "The request you have made requires authentication."}}
    scope = auth.get("scope")
    project = PROJECT
    if isinstance(scope, dict) and "id" in scope.get("project", {}):
        project = {**PROJECT, **request.cloud.kept["projects"][scope["project"]["id"]]}
    told = {
        "expires_at": "2099-01-01T00:00:00.000000Z",
        "issued_at": "2026-01-01T00:00:00.000000Z",
        "methods": ["password"],
        "project": project,
        "user": USER,
        "roles": [],
        "catalog": request.cloud.catalog(),
    }
    return 201, {"token": told}


def assignment(
    request: Request, inherit: str | None, target: str, target_id: str, actor: str, actor_id: str, role: str
) -> Answer:
    """Give or take a role."""
    key = "/".join((inherit or "", target_id, actor_id, role))
    scope = {target[:-1]: {"id": target_id}, **({"OS-INHERIT:inherited_to": "projects"} if inherit else {})}
    content = {"id": key, "role": {"id": role}, actor[:-1]: {"id": actor_id}, "scope": scope}
    kept = request.cloud.kept.setdefault("role_assignments", {})
    if request.method == "PUT":
        kept[key] = content
    else:
        kept.pop(key, None)
    return 204, None


def members(request: Request, group: str, user: str | None) -> Answer:
    """List, add or remove the members of a group."""
    kept = request.cloud.part("members", group)
    if request.method == "GET":
        return 200, {"users": [{"id": one} for one in kept]}
    switched(kept, user or "", request.method == "PUT")
    return 204, None


def application_credentials(request: Request, identifier: str | None) -> Answer:
    """Answer below the user as most collections do, with roles as mappings."""
    kind = KINDS["application_credentials"]
    if identifier:
        return request.single(kind, identifier)
    if request.method == "POST":
        request.content["application_credential"].setdefault("roles", [])
    return request.collection(kind)


RULES = [
    ("identity/auth/tokens", token),
    ("identity/auth/catalog", lambda request: (200, {"catalog": request.cloud.catalog()})),
    (
        "identity/(OS-INHERIT/)?(projects|domains)/([^/]+)/(users|groups)/([^/]+)/roles/([^/]+)(?:/inherited_to_projects)?",
        assignment,
    ),
    ("identity/groups/([^/]+)/users(?:/([^/]+))?", members),
    ("identity/users/[^/]+/application_credentials(?:/([^/]+))?", application_credentials),
]
