# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The kinds of Nova that are not like the others."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import ApiError, CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import Entries, Handler, Session, asks
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Kind, Ref
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.names import owner_of
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change, Difference


class Flavors(Handler):
    """A flavour's extra specs are set and removed one by one."""

    def set_extra_specs(self, session: Session, change: Change, difference: Difference) -> None:
        """Set all extra specs."""
        path = f"{self.path(session, change)}/os-extra_specs"
        before, after = difference.before or {}, difference.after or {}
        for name in sorted(set(before) - set(after)):
            session.api.request("compute", "DELETE", f"{path}/{name}")
        if changed := {name: value for name, value in after.items() if before.get(name) != value}:
            session.api.request("compute", "POST", path, json={"extra_specs": changed})

    def listed(self, api: Api, entries: Entries) -> list:
        """Return all flavours, with who may use them where the document says who should."""
        flavors = super().listed(api, entries)
        for flavor in [flavor for flavor in flavors if asks(entries, "projects", flavor["name"])]:
            path = f"/flavors/{flavor['id']}/os-flavor-access"
            access = [] if flavor["os-flavor-access:is_public"] else api.all_pages("compute", path, "flavor_access")
            flavor["project_ids"] = [one["tenant_id"] for one in access]
        return flavors

    def set_projects(self, session: Session, change: Change, difference: Difference) -> None:
        """Let projects use the flavour, or no longer."""
        before, after = set(difference.before or []), set(difference.after or [])
        for project in sorted(before ^ after):
            verb = "addTenantAccess" if project in after else "removeTenantAccess"
            content = {verb: {"tenant": session.id_of(project)}}
            session.api.request("compute", "POST", f"{self.path(session, change)}/action", json=content)


class Aggregates(Handler):
    """An aggregate's hosts and properties are set by actions."""

    def delete(self, session: Session, change: Change) -> None:
        """Take the hosts away and delete the aggregate."""
        for host in change.found.raw["hosts"] if change.found else ():
            self._act(session, change, {"remove_host": {"host": host}})
        super().delete(session, change)

    def set_hosts(self, session: Session, change: Change, difference: Difference) -> None:
        """Add and remove hosts."""
        before, after = set(difference.before or []), set(difference.after or [])
        for host in sorted(before ^ after):
            self._act(session, change, {"add_host" if host in after else "remove_host": {"host": host}})

    def set_metadata(self, session: Session, change: Change, difference: Difference) -> None:
        """Set all properties."""
        content = {**dict.fromkeys(difference.before or {}), **(difference.after or {})}
        if content:
            self._act(session, change, {"set_metadata": {"metadata": content}})

    def _act(self, session: Session, change: Change, content: dict) -> None:
        session.api.request("compute", "POST", f"{self.path(session, change)}/action", json=content)


class ServerGroups(Handler):
    """Server groups are made in their own project; their rule is a mapping."""

    def listed(self, api: Api, entries: Entries) -> list:
        """Return the project's groups; those of all projects when the document names another's."""
        return of_projects(api, entries, self.kind, "all_projects=True")

    def create(self, session: Session, change: Change) -> str:
        """Make the group."""
        values = change.values or {}
        limit = values.get("max_server_per_host")
        rules = {} if limit is None else {"rules": {"max_server_per_host": limit}}
        content = {"name": values["name"], "policy": values["policy"], **rules}
        api = in_project(session, change.ref)
        answer = api.request("compute", "POST", self.kind.path, json=self.wrapped(content))
        return str(answer["server_group"]["id"])


class ComputeServices(Handler):
    """Compute services come and go with their hosts."""

    def create(self, session: Session, change: Change) -> str:
        """Say that there is no such host."""
        known = ", ".join(sorted(str(ref.key[0]) for ref in session.actual.found if ref.kind == self.kind.name))
        raise CloudError(f"no compute service runs on that host; those there are run on {known or 'no host'}")


class KeyPairs(Handler):
    """A key pair's name is its id."""

    def create(self, session: Session, change: Change) -> str:
        """Upload the public key."""
        values = {name: value for name, value in (change.values or {}).items() if value is not None}
        session.api.request("compute", "POST", "/os-keypairs", json={"keypair": values})
        return str(values["name"])


def of_projects(api: Api, entries: Entries, kind: Kind, query: str) -> list:
    """Return what the project has; what all projects have when *entries* name another and the login may see it."""
    path = kind.list_path or kind.path
    if asks(entries, "project"):
        try:
            return api.all_pages("compute", f"{path}?{query}", kind.collection)
        except ApiError as error:
            if error.status != 403:
                raise
    return api.all_pages("compute", path, kind.collection)


def in_project(session: Session, reference: Ref) -> Api:
    project = session.id_of(owner_of(reference))
    return session.api.for_project(project) if project else session.api
