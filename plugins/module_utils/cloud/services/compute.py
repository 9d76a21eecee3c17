# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The kinds of Nova that are not like the others."""

from __future__ import annotations

from collections.abc import Callable

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import ApiError
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import Entries, Handler, is_abroad
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.session import Session
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.differences import Difference
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change


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
        return of_projects(
            entries,
            lambda query: api.all_pages("compute", f"{self.kind.path}{query}", self.kind.collection),
            "?all_projects=True",
        )

    def create(self, session: Session, change: Change) -> str:
        """Make the group."""
        values = change.values or {}
        limit = values.get("max_server_per_host")
        rules = {} if limit is None else {"rules": {"max_server_per_host": limit}}
        content = {"name": values["name"], "policy": values["policy"], **rules}
        api = session.api_in(change.ref)
        answer = api.request("compute", "POST", self.kind.path, json=self.wrapped(content))
        return str(answer["server_group"]["id"])


class KeyPairs(Handler):
    """A key pair's name is its id."""

    def create(self, session: Session, change: Change) -> str:
        """Upload the public key."""
        values = {name: value for name, value in (change.values or {}).items() if value is not None}
        session.api.request("compute", "POST", "/os-keypairs", json={"keypair": values})
        return str(values["name"])


def of_projects(entries: Entries, read: Callable[[str], list], query: str) -> list:
    """Return what *read* lists: what the project has, with *query* what all have, where that is asked and allowed."""
    if is_abroad(entries):
        try:
            return read(query)
        except ApiError as error:
            if error.status != 403:
                raise
    return read("")
