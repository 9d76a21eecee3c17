# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The kinds of Keystone that are not like the others."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import ApiError
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import Entries, Handler, asks
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.session import Session
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.side_by_side import side_by_side
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.differences import Difference
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Ref
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change


class Visible(Handler):
    """Domains, projects and users: who may not list them all still knows those of the login."""

    def listed(self, api: Api, entries: Entries) -> list:
        """Return all, else those that the login tells of."""
        try:
            return super().listed(api, entries)
        except ApiError as error:
            if error.status != 403:
                raise
        return own(api, self.kind.name)


def own(api: Api, kind: str) -> list:
    """Return the domains, projects or users that the login itself tells of."""
    project, user = api.login.project, api.login.user
    if kind == "projects":
        return api.all_pages("identity", "/auth/projects", "projects")
    if kind == "users":
        return [{"id": user["id"], "name": user["name"], "domain_id": user["domain"]["id"]}]
    domains = [owner["domain"] for owner in (project, user) if owner and owner.get("domain")]
    return list({domain["id"]: domain for domain in domains}.values())


class Domains(Visible):
    """A domain must be disabled before it can be deleted."""

    def delete(self, session: Session, change: Change) -> None:
        """Disable and delete the domain."""
        session.api.request("identity", "PATCH", self.path(session, change), json={"domain": {"enabled": False}})
        super().delete(session, change)


class Groups(Handler):
    """A group's members are a list of their own."""

    def listed(self, api: Api, entries: Entries) -> list:
        """Return all groups, with the members of those whose members the document gives."""
        groups = super().listed(api, entries)
        asked = [group for group in groups if asks(entries, "users", group["name"])]
        paths = [f"/groups/{group['id']}/users" for group in asked]
        for group, members in zip(asked, side_by_side(lambda path: api.all_pages("identity", path, "users"), paths)):
            group["user_ids"] = [user["id"] for user in members]
        return groups

    def set_users(self, session: Session, change: Change, difference: Difference) -> None:
        """Add and remove members."""
        before, after = set(difference.before or []), set(difference.after or [])
        for user in sorted(before ^ after):
            method = "PUT" if user in after else "DELETE"
            session.api.request("identity", method, f"{self.path(session, change)}/users/{session.id_of(user)}")


class ApplicationCredentials(Handler):
    """Application credentials are below the user who logs in."""

    def listed(self, api: Api, entries: Entries) -> list:
        """Return those of the login's user."""
        del entries
        return api.all_pages("identity", f"/users/{api.login.user['id']}{self.kind.path}", self.kind.collection)

    def create(self, session: Session, change: Change) -> str:
        """Make the credential; it cannot be changed."""
        content = self.content(session, change, change.values or {})
        if "role_ids" in content:
            content["roles"] = [{"id": role} for role in content.pop("role_ids")]
        path = f"/users/{session.api.login.user['id']}{self.kind.path}"
        answer = session.api.request("identity", "POST", path, json=self.wrapped(content))
        return str(answer["application_credential"]["id"])

    def path(self, session: Session, change: Change) -> str:
        """Return the path of the credential."""
        return f"/users/{session.api.login.user['id']}{super().path(session, change)}"


class RoleAssignments(Handler):
    """A role assignment has no id: it is the path that it is made at."""

    def create(self, session: Session, change: Change) -> str:
        """Give the role."""
        path = _assignment_path(session, change.ref)
        session.api.request("identity", "PUT", path)
        return path

    def delete(self, session: Session, change: Change) -> None:
        """Take the role away."""
        session.api.delete("identity", _assignment_path(session, change.ref))


def _assignment_path(session: Session, reference: Ref) -> str:
    role, user, group, project, domain, system, inherited = reference.key
    actor = f"users/{session.id_of(user)}" if user else f"groups/{session.id_of(group)}"
    if system:
        return f"/system/{actor}/roles/{session.id_of(role)}"
    target = f"projects/{session.id_of(project)}" if project else f"domains/{session.id_of(domain)}"
    path = f"/{target}/{actor}/roles/{session.id_of(role)}"
    return f"/OS-INHERIT{path}/inherited_to_projects" if inherited else path


def refused_passwords(api: Api, wanted: list, session: Session) -> None:
    """Mark the users whose password the document wants tried, and which Keystone refuses."""
    tried = [one for one in wanted if one.entry.get("update_password") == "when_refused" and one.entry.get("password")]
    found = [(session.actual.found[one.ref][0], one) for one in tried if one.ref in session.actual.found]
    answers = side_by_side(lambda pair: api.accepts(pair[0].id, pair[1].entry["password"]), found)
    for (user, _one), accepted in zip(found, answers):
        user.raw["password_refused"] = not accepted
