# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Which resources there are, and which one a name means."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.nearest import nearest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Kind, Ref
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import KINDS

UNSEEN = "#"
DEFAULT_DOMAIN = Ref("domains", ("Default",))


@dataclass(frozen=True)
class Scope:
    """Whose resources are meant where a document does not say so."""

    project: Ref | None
    user: Ref | None = None
    domain: Ref = DEFAULT_DOMAIN

    def default(self, field_name: str) -> Ref | None:
        """Return what a key field called *field_name* is when left out."""
        return {"project": self.project, "user": self.user, "domain": self.domain}.get(field_name)


@dataclass
class Names:
    """The resources of the cloud and of the document, by kind, name and id."""

    scope: Scope
    by_name: dict[tuple, list] = field(default_factory=dict)
    ids: dict[tuple, Ref] = field(default_factory=dict)

    def add(self, reference: Ref, identifier: str | None = None) -> None:
        """Remember *reference*, known to the API as *identifier* when it is in the cloud."""
        known = self.by_name.setdefault((reference.kind, plain_name(reference)), [])
        if reference not in known:
            known.append(reference)
        if identifier is not None:
            self.ids[reference.kind, identifier] = reference

    def of_id(self, kind: str, identifier: str) -> Ref:
        """Return the resource with this id, by the id alone when it is not one of those listed."""
        return self.ids.get((kind, identifier)) or Ref(kind, (UNSEEN, identifier))

    def of_name(self, kind: str, name: str, project: Ref | None) -> Ref:
        """Return what an API means by *name* in *project*, by the name alone when that is not one of those listed."""
        try:
            return self.find(kind, name, project)
        except LookupError:
            return Ref(kind, (UNSEEN, name))

    def find(self, kind_name: str, value: Any, project: Ref | None = None) -> Ref:
        """Return what *value* of a document means: a name, an id, or a mapping of key fields.

        Of several resources with the name, the one of *project* or of the default domain is meant. Raises
        LookupError, saying what there is instead.
        """
        kind = KINDS[kind_name]
        given = value if isinstance(value, dict) else {"name": str(value)}
        candidates = [
            candidate
            for candidate in self.by_name.get((kind_name, str(given.get("name"))), [])
            if self._fits(kind, candidate, given, project)
        ]
        if len(candidates) > 1:
            candidates = [one for one in candidates if owner_of(one) in (project, self.scope.domain)] or candidates
        if len(candidates) == 1:
            return candidates[0]
        if not candidates and (kind_name, value if isinstance(value, str) else None) in self.ids:
            return self.ids[kind_name, value]
        raise LookupError(self._not_found(kind, given, candidates))

    def _fits(self, kind: Kind, candidate: Ref, given: dict, project: Ref | None) -> bool:
        for name, wanted in given.items():
            if name not in kind.key:
                raise LookupError(f"{name!r} does not name a {kind.singular}; use {', '.join(kind.key)}")
            found = candidate.key[kind.key.index(name)]
            refers = kind.fields[name].refers
            if found != (self.find(refers, wanted, project) if refers else str(wanted)):
                return False
        return True

    def _not_found(self, kind: Kind, given: dict, candidates: list) -> str:
        if candidates:
            several = ", ".join(label(candidate) for candidate in candidates)
            return f"{len(candidates)} {kind.singular}s are called {given['name']!r}: {several}; say which by a mapping"
        guess = nearest(str(given.get("name")), [str(name) for of_kind, name in self.by_name if of_kind == kind.name])
        return f"there is no {kind.singular} {given.get('name')!r}, neither in the document nor in the cloud" + (
            f"; did you mean {guess!r}?" if guess else ""
        )


def is_unseen(reference: Ref) -> bool:
    """Return whether all that is known of *reference* is what the API calls it: this login cannot list it."""
    return bool(reference.key[0] == UNSEEN)


def plain_name(reference: Ref) -> str:
    """Return the name in *reference*, without what it belongs to."""
    kind = KINDS[reference.kind]
    if is_unseen(reference):
        return str(reference.key[1])
    return str(reference.key[kind.key.index("name")]) if "name" in kind.key else label(reference)


def owner_of(reference: Ref) -> Ref | None:
    """Return the project (or for what has none, the domain) to which *reference* belongs."""
    for part in reference.key:
        if isinstance(part, Ref):
            return part if part.kind in ("projects", "domains") else owner_of(part)
    return None


def label(reference: Ref) -> str:
    """Return *reference* for people, like `network private (project demo)`."""
    kind = KINDS[reference.kind]
    if is_unseen(reference):
        return f"{kind.singular} {reference.key[1]}"
    plain = [str(part) for part in reference.key if isinstance(part, str)]
    hidden = DEFAULT_DOMAIN if "name" in kind.key else None
    context = [_short(part) for part in reference.key if isinstance(part, Ref) and part != hidden]
    return " ".join([kind.singular, *plain]) + (f" ({', '.join(context)})" if context else "")


def _short(reference: Ref) -> str:
    return f"{KINDS[reference.kind].singular} {plain_name(reference)}"


def plain(value: Any) -> Any:
    """Return *value* with resources by their names."""
    if isinstance(value, Ref):
        return plain_name(value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if item is not None}
    return value
