# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What is in the cloud, in the terms of a document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field, Kind, Ref
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import KINDS
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.names import Names, owner_of
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.value import normalised

OWNER_TAG = "stackwright:"
OWNER_PROPERTY = "stackwright_owner"


@dataclass(frozen=True)
class Found:
    """One resource of the cloud: its reference, its id, and the answer that told of it."""

    ref: Ref
    id: str
    raw: dict

    @property
    def owner(self) -> str:
        """Return the name of the document that owns it, empty when none does."""
        how = KINDS[self.ref.kind].owner
        if how == "property":
            return self.raw.get(OWNER_PROPERTY) or ""
        if how == "metadata":
            return self.raw.get("metadata", {}).get(OWNER_PROPERTY, "")
        marks = [tag for tag in self.raw.get("tags") or [] if tag.startswith(OWNER_TAG)] if how == "tags" else []
        return marks[0][len(OWNER_TAG) :] if marks else ""


@dataclass
class Actual:
    """The resources of the listed kinds by reference; more than one where names are not unique."""

    names: Names
    found: dict[Ref, list] = field(default_factory=dict)

    def values(self, one: Found, fields: Any) -> dict:
        """Return those *fields* of *one* that the API told, normalised."""
        kind = KINDS[one.ref.kind]
        return {name: self._value(kind, name, one) for name in fields if kind.tells(name, one.raw)}

    def _value(self, kind: Kind, name: str, one: Found) -> Any:
        spec, told = kind.fields[name], one.raw.get(kind.api_name(name))
        if name == "tags":
            told = [tag for tag in told or [] if not tag.startswith(OWNER_TAG)]
        if name == "metadata":
            told = {key: value for key, value in (told or {}).items() if key != OWNER_PROPERTY}
        if spec.items:
            told = [_sayable(spec, item) for item in told or []]
        return _told(spec, told, self.names, owner_of(one.ref))


def observed(listed: dict[str, list], names: Names, known: Actual | None = None) -> Actual:
    """Return what *listed*, the API's answers by kind, say is in the cloud beside what is *known*.

    *names* learns all of it.
    """
    actual = known or Actual(names)
    for name, kind in KINDS.items():
        for answer in listed.get(name, []):
            raw = kind.reshape(answer)
            key = tuple(_key_part(kind, part, raw, names) for part in kind.key)
            one = Found(Ref(name, key), str(raw.get("id") or key), raw)
            actual.found.setdefault(one.ref, []).append(one)
            names.add(one.ref, one.id)
    return actual


def _key_part(kind: Kind, name: str, raw: dict, names: Names) -> Any:
    return _told(kind.fields[name], raw.get(kind.api_name(name)), names, None)


def _told(spec: Field, value: Any, names: Names, project: Ref | None) -> Any:
    if spec.choices:
        return value  # whatever it is, it is so
    if spec.by_name:
        return normalised(spec, value, lambda kind, name: names.of_name(kind, name, project))
    return normalised(spec, value, names.of_id)


def _sayable(spec: Field, item: dict) -> dict:
    """Return of one mapping in an answer what a document can say."""
    told = {name: item.get(f"{name}_id" if field.refers else name) for name, field in spec.items.items()}
    return {name: spec.items[name].default if value is None else value for name, value in told.items()}
