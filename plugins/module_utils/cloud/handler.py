# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What most kinds of resources have in common: list, create, update, delete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import ApiError, CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.session import Session
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.actual import (
    OWNER_PROPERTY,
    OWNER_TAG,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.differences import (
    OWNER,
    Difference,
    is_setting,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field, Kind, Ref
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.names import owner_of
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change, is_separate

# The entries that a document has of a kind; None stands for a document that asks for all there is to know.
Entries = Optional[list]


def asks(entries: Entries, field_name: str, name: str | None = None) -> bool:
    """Return whether *entries* (of those, the ones called *name*) have the field, so that it must be looked up."""
    if entries is None:
        return True
    return any(field_name in entry and name in (None, entry.get("name")) for entry in entries)


def is_abroad(entries: Entries) -> bool:
    """Return whether *entries*, or the lack of them, may be about other projects than the login's."""
    return not entries or asks(entries, "project")


class Handler:
    """A kind whose resources the API lists, creates, updates and deletes in the usual way."""

    def __init__(self, kind: Kind) -> None:
        """Handle resources of *kind*."""
        self.kind = kind

    def listed(self, api: Api, entries: Entries) -> list:
        """Return the API's answers; *entries* are the document's of this kind."""
        del entries
        try:
            return api.all_pages(self.kind.service, self.kind.list_path or self.kind.path, self.kind.collection)
        except ApiError as error:
            if error.status == 404:
                text = f"the cloud's {self.kind.service} service has no {self.kind.name.replace('_', ' ')}: {error}"
                raise CloudError(text) from error
            raise

    def create(self, session: Session, change: Change) -> str:
        """Create the resource of *change* and return its id."""
        values = {name: value for name, value in (change.values or {}).items() if not self.kind.fields[name].separate}
        content = self.content(session, change, values)
        answer = session.api.request(self.kind.service, "POST", self.kind.path, json=self.wrapped(content))
        return str((answer[self.kind.envelope] if self.kind.envelope else answer)["id"])

    def update(self, session: Session, change: Change) -> None:
        """Change the fields of *change* that are not separate."""
        content = self.content(session, change, self.changed(change))
        path = self.path(session, change)
        session.api.request(self.kind.service, self.kind.update_method, path, json=self.wrapped(content))

    def changed(self, change: Change) -> dict:
        """Return the fields to change by one request, with their values."""
        return {each.field: each.after for each in change.fields(separate=False) if each.field in self.kind.fields}

    def delete(self, session: Session, change: Change) -> None:
        """Delete the resource of *change*."""
        session.api.delete(self.kind.service, self.path(session, change))

    def complete(self, session: Session, change: Change) -> None:
        """Set the separate fields of *change* through `set_<field>`."""
        pending = {each.field: each for each in change.fields(separate=True)}
        if OWNER in pending:
            pending.setdefault("tags", pending.pop(OWNER))
        if change.owner and change.makes and is_separate(self.kind, OWNER):
            pending.setdefault("tags", Difference("tags", None, []))
        for name, difference in pending.items():
            getattr(self, f"set_{name}")(session, change, difference)

    def set_tags(self, session: Session, change: Change, difference: Difference) -> None:
        """Set all tags of a resource of Neutron or Nova."""
        del difference
        path = f"{self.path(session, change)}/tags"
        session.api.request(self.kind.service, "PUT", path, json={"tags": self.tags(change)})

    def tags(self, change: Change) -> list:
        """Return the tags that the resource is to have: the document's or its own, and the owner's mark."""
        had = [tag for tag in change.found.raw.get("tags", []) if not tag.startswith(OWNER_TAG)] if change.found else []
        mark = change.owner or (change.found.owner if change.found else "")
        wanted = (change.values or {}).get("tags", had)
        return sorted(wanted or []) + ([OWNER_TAG + mark] if mark else [])

    def content(self, session: Session, change: Change, values: Mapping[str, Any]) -> dict:
        """Return *values* as the API wants them, with the owner's mark."""
        result = {
            self.kind.api_name(name): api_value(session, self.kind.fields[name], value)
            for name, value in values.items()
            if not is_setting(self.kind, name)
        }
        owner = owner_of(change.ref)
        if change.makes and self.kind.service == "network" and owner and owner != session.project:
            result["project_id"] = session.id_of(owner)
        if change.owner and self.kind.owner == "property":
            result[OWNER_PROPERTY] = change.owner
        return result

    def wrapped(self, content: dict) -> dict:
        """Return *content* in the envelope of the kind, when it has one."""
        return {self.kind.envelope: content} if self.kind.envelope else content

    def path(self, session: Session, change: Change) -> str:
        """Return the path of the resource of *change*: the one just made, else the one found."""
        return f"{self.kind.path}/{_id_of(session, change)}"


def _id_of(session: Session, change: Change) -> str:
    made = session.made.get(change.ref)
    return made or (change.found.id if change.found else "")


def api_value(session: Session, spec: Field, value: Any) -> Any:
    """Return *value* with ids in the place of resources, and rules in the API's names."""
    if isinstance(value, Ref):
        return session.id_of(value)
    if spec.items and isinstance(value, list):
        return [
            {
                f"{name}_id" if field.refers else name: api_value(session, field, item[name])
                for name, field in spec.items.items()
                if item.get(name) is not None
            }
            for item in value
        ]
    if isinstance(value, list):
        return [api_value(session, spec, item) for item in value]
    return value
