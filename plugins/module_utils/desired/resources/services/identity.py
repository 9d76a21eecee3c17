# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What Keystone keeps of people and programs: domains, projects, groups, users, roles and who has them."""

from __future__ import annotations

from functools import partial

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field, Kind
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.services.fields import (
    DESCRIPTION,
    DOMAIN,
    ENABLED,
    NAME,
)


def assignment(raw: dict) -> dict:
    """Return a role assignment as Keystone lists it with the nested identifiers at the top."""
    scope = raw.get("scope", {})
    return {
        "role_id": raw["role"]["id"],
        "user_id": raw.get("user", {}).get("id"),
        "group_id": raw.get("group", {}).get("id"),
        "project_id": scope.get("project", {}).get("id"),
        "domain_id": scope.get("domain", {}).get("id"),
        "system": "all" if scope.get("system") else None,
        "inherited": "OS-INHERIT:inherited_to" in scope,
    }


def application_credential(raw: dict) -> dict:
    """Return an application credential with its roles by their ids."""
    return {**raw, "role_ids": [role["id"] for role in raw["roles"]]}


def project(raw: dict) -> dict:
    """Return a project without the parent that every one has: its domain."""
    parent = raw.get("parent_id")
    return {**raw, "parent_id": None if parent == raw.get("domain_id") else parent}


keystone = partial(Kind, service="identity", update_method="PATCH", tells_all=True)

KINDS = (
    keystone(
        name="domains",
        singular="domain",
        description="A domain: projects, users and groups with names of their own.",
        path="/domains",
        envelope="domain",
        key=("name",),
        owner="property",
        fields={"name": NAME, "description": DESCRIPTION, "enabled": ENABLED},
        example={"name": "research", "description": "The research department"},
    ),
    keystone(
        name="projects",
        singular="project",
        description="A project: what owns resources and has a quota.",
        path="/projects",
        envelope="project",
        key=("domain", "name"),
        reshape=project,
        owner="property",
        fields={
            "name": NAME,
            "domain": DOMAIN,
            "parent": Field("The project that it is a part of.", refers="projects", fixed=True),
            "description": DESCRIPTION,
            "enabled": ENABLED,
            "tags": Field("Labels.", type="set"),
        },
        example={"name": "web", "description": "The web shop", "tags": ["production"]},
    ),
    keystone(
        name="groups",
        singular="group",
        description="A group of users.",
        path="/groups",
        envelope="group",
        key=("domain", "name"),
        owner="property",
        fields={
            "name": NAME,
            "domain": DOMAIN,
            "description": DESCRIPTION,
            "users": Field("All its members.", type="set", refers="users", separate=True),
        },
        example={"name": "operators", "users": ["alice"]},
    ),
    keystone(
        name="users",
        singular="user",
        description="A user: a person or a service that logs in.",
        path="/users",
        envelope="user",
        key=("domain", "name"),
        owner="property",
        fields={
            "name": NAME,
            "domain": DOMAIN,
            "password": Field(
                "The password; set when the user is made, and later as `update_password` says.",
                secret=True,
                write_only=True,
            ),
            "update_password": Field(
                "Whether an existing user's password is left alone, or is tried and set when it is refused.",
                choices=("on_create", "when_refused"),
                default="on_create",
                write_only=True,
            ),
            "email": Field("An address for mail."),
            "description": DESCRIPTION,
            "enabled": ENABLED,
            "default_project": Field("The project of a login that names none.", refers="projects"),
        },
        example={"name": "alice", "password": "{{ alice_password }}", "email": "alice@example.org"},
    ),
    keystone(
        name="roles",
        singular="role",
        description="A role that can be given to users and groups.",
        path="/roles",
        envelope="role",
        key=("name",),
        owner="property",
        fields={"name": NAME, "description": DESCRIPTION},
        example={"name": "auditor"},
    ),
    keystone(
        name="role_assignments",
        singular="role assignment",
        description="A role given to one user or group, on one project, one domain or the whole system.",
        path="/role_assignments",
        envelope="role_assignment",
        key=("role", "user", "group", "project", "domain", "system", "inherited"),
        reshape=assignment,
        fields={
            "role": Field("The role.", refers="roles", required=True),
            "user": Field("The user who gets it.", refers="users"),
            "group": Field("The group that gets it.", refers="groups"),
            "project": Field("The project on which it holds.", refers="projects"),
            "domain": Field("The domain on which it holds.", refers="domains"),
            "system": Field("`all` when it holds on the whole system.", choices=("all",)),
            "inherited": Field("Whether it holds on the projects below instead.", type="boolean", default=False),
        },
        example={"role": "member", "user": "alice", "project": "web"},
    ),
    keystone(
        name="application_credentials",
        singular="application credential",
        description="A login of the user who logs in, for a program. It cannot be changed.",
        path="/application_credentials",
        envelope="application_credential",
        key=("name",),
        reshape=application_credential,
        fields={
            "name": NAME,
            "description": Field("Free text for people.", fixed=True),
            "secret": Field("Its password.", secret=True, write_only=True, required=True),
            "roles": Field(
                "What it may do; all that the user may when left out.", type="set", refers="roles", fixed=True
            ),
            "expires_at": Field("When it ends, like `2030-01-01T00:00:00.000000`.", fixed=True),
            "unrestricted": Field("Whether it may make others.", type="boolean", fixed=True),
        },
        example={"name": "backup", "secret": "{{ backup_secret }}", "roles": ["reader"]},
    ),
)
