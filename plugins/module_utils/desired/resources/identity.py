# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What Keystone keeps: domains, projects, users, roles and the service catalogue."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field, Kind

DOMAIN = Field("The domain; without it, `Default`.", refers="domains", fixed=True)
PROJECT = Field("The project that owns it; without it, the login's.", refers="projects", fixed=True)
ENABLED = Field("Whether it may be used.", type="boolean", usual=True)


def description() -> Field:
    """Return the field for free text that most kinds have."""
    return Field("Free text for people.")


def name(text: str = "Its name.") -> Field:
    """Return the field that names a resource."""
    return Field(text, required=True)


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


KINDS = (
    Kind(
        name="regions",
        singular="region",
        description="A region of the service catalogue.",
        service="identity",
        path="/regions",
        envelope="region",
        update_method="PATCH",
        key=("name",),
        owner="property",
        fields={
            "name": Field("Its name, which is its id.", required=True, api="id"),
            "description": description(),
            "parent_region": Field("The region that it is a part of.", refers="regions"),
        },
        example={"name": "RegionTwo", "description": "The second data centre"},
    ),
    Kind(
        name="services",
        singular="service",
        description="A service of the catalogue.",
        service="identity",
        path="/services",
        envelope="service",
        update_method="PATCH",
        key=("type", "name"),
        owner="property",
        fields={
            "type": Field("Its type, like `image`.", required=True),
            "name": name(),
            "description": description(),
            "enabled": ENABLED,
        },
        example={"type": "image", "name": "glance", "description": "Images"},
    ),
    Kind(
        name="endpoints",
        singular="endpoint",
        description="The address of a service in a region.",
        service="identity",
        path="/endpoints",
        envelope="endpoint",
        update_method="PATCH",
        key=("service", "interface", "region"),
        owner="property",
        fields={
            "service": Field("The service.", refers="services", required=True),
            "interface": Field("Who it is for.", choices=("public", "internal", "admin"), required=True),
            "region": Field("The region.", refers="regions", required=True),
            "url": Field("The address.", required=True),
            "enabled": ENABLED,
        },
        example={
            "service": "glance",
            "interface": "public",
            "region": "RegionOne",
            "url": "https://cloud.example.org:9292",
        },
    ),
    Kind(
        name="domains",
        singular="domain",
        description="A domain: projects, users and groups with names of their own.",
        service="identity",
        path="/domains",
        envelope="domain",
        update_method="PATCH",
        key=("name",),
        owner="property",
        fields={"name": name(), "description": description(), "enabled": ENABLED},
        example={"name": "research", "description": "The research department"},
    ),
    Kind(
        name="projects",
        singular="project",
        description="A project: what owns resources and has a quota.",
        service="identity",
        path="/projects",
        envelope="project",
        update_method="PATCH",
        key=("domain", "name"),
        reshape=project,
        owner="property",
        fields={
            "name": name(),
            "domain": DOMAIN,
            "parent": Field("The project that it is a part of.", refers="projects", fixed=True),
            "description": description(),
            "enabled": ENABLED,
            "tags": Field("Labels.", type="set"),
        },
        example={"name": "web", "description": "The web shop", "tags": ["production"]},
    ),
    Kind(
        name="groups",
        singular="group",
        description="A group of users.",
        service="identity",
        path="/groups",
        envelope="group",
        update_method="PATCH",
        key=("domain", "name"),
        owner="property",
        fields={
            "name": name(),
            "domain": DOMAIN,
            "description": description(),
            "users": Field("All its members.", type="set", refers="users", separate=True),
        },
        example={"name": "operators", "users": ["alice"]},
    ),
    Kind(
        name="users",
        singular="user",
        description="A user: a person or a service that logs in.",
        service="identity",
        path="/users",
        envelope="user",
        update_method="PATCH",
        key=("domain", "name"),
        owner="property",
        fields={
            "name": name(),
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
            "description": description(),
            "enabled": ENABLED,
            "default_project": Field("The project of a login that names none.", refers="projects"),
        },
        example={"name": "alice", "password": "{{ alice_password }}", "email": "alice@example.org"},
    ),
    Kind(
        name="roles",
        singular="role",
        description="A role that can be given to users and groups.",
        service="identity",
        path="/roles",
        envelope="role",
        update_method="PATCH",
        key=("name",),
        owner="property",
        fields={"name": name(), "description": description()},
        example={"name": "auditor"},
    ),
    Kind(
        name="role_assignments",
        singular="role assignment",
        description="A role given to one user or group, on one project, one domain or the whole system.",
        service="identity",
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
    Kind(
        name="application_credentials",
        singular="application credential",
        description="A login of the user who logs in, for a program. It cannot be changed.",
        service="identity",
        path="/application_credentials",
        envelope="application_credential",
        key=("name",),
        reshape=application_credential,
        fields={
            "name": name(),
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
