# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A document from what is in a cloud: reading it back changes nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.actual import Actual, Found
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field, Kind, Ref
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import KINDS
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.names import (
    is_unseen,
    label,
    owner_of,
)

# Kinds whose resources cannot be made from what the API tells of them.
UNTOLD = frozenset(("application_credentials",))


class UnnamedError(Exception):
    """Something that a document has no name for."""


@dataclass
class Export:
    """A document, and what could not be put into it, a sentence each."""

    document: dict[str, list] = field(default_factory=dict)
    skipped: list = field(default_factory=list)


def exported(actual: Actual, kinds: Collection[str], projects: Collection[Ref] | None) -> Export:
    """Return the resources of *kinds* as a document; of those that projects own only those of *projects*, if given."""
    export = Export()
    for ref, several in sorted(
        actual.found.items(), key=lambda pair: (list(KINDS).index(pair[0].kind), label(pair[0]))
    ):
        if ref.kind not in kinds or ref.kind in UNTOLD or not _is_theirs(ref, projects) or _is_unnamed(ref):
            continue
        if len(several) > 1:
            export.skipped.append(f"{label(ref)}: there are {len(several)} of that name")
            continue
        try:
            entry = _entry(several[0], actual)
            if not KINDS[ref.kind].permanent or set(entry) - set(KINDS[ref.kind].key):
                export.document.setdefault(ref.kind, []).append(entry)
        except UnnamedError as error:
            export.skipped.append(f"{label(ref)}: {error}")
    return export


def _is_theirs(ref: Ref, projects: Collection[Ref] | None) -> bool:
    if projects is None:
        return True
    if ref.kind == "projects":
        return ref in projects
    owner = owner_of(ref)
    return owner is None or owner.kind != "projects" or owner in projects


def _is_unnamed(ref: Ref) -> bool:
    """Return whether *ref* has no name, as the ports that services make for themselves."""
    key = KINDS[ref.kind].key
    return "name" in key and not ref.key[key.index("name")]


def _entry(one: Found, actual: Actual) -> dict[str, Any]:
    kind = KINDS[one.ref.kind]
    project = owner_of(one.ref) or actual.names.scope.project
    values = {name: value for name, value in zip(kind.key, one.ref.key) if not _is_default(kind, name, value, actual)}
    told = actual.values(one, [name for name in kind.fields if name not in kind.key])
    values.update({name: value for name, value in told.items() if _is_worth(kind.fields[name], value)})
    # What names the resource is read before it is known whose it is.
    scope = {name: actual.names.scope.project if name in kind.key else project for name in values}
    return {name: _said(kind.fields[name], value, actual, scope[name]) for name, value in values.items()}


def _is_default(kind: Kind, name: str, value: Any, actual: Actual) -> bool:
    spec = kind.fields[name]
    if kind.name == "role_assignments" or not spec.refers:
        return value == spec.default
    return value == actual.names.scope.default(name)


def _is_worth(spec: Field, value: Any) -> bool:
    """Return whether leaving *value* out would lose something; `type: file` has a hash, and no file."""
    if spec.type == "file":
        return False
    return value != spec.usual if spec.usual is not None else bool(value)


def _said(spec: Field, value: Any, actual: Actual, project: Ref | None) -> Any:
    if isinstance(value, Ref):
        return _name(value, actual, project)
    if isinstance(value, list):
        return [_said(spec, item, actual, project) for item in value]
    if isinstance(value, dict) and spec.items:
        items = {name: item for name, item in value.items() if item != spec.items[name].default}
        return {name: _said(spec.items[name], item, actual, project) for name, item in items.items()}
    return value


def _name(ref: Ref, actual: Actual, project: Ref | None) -> Any:
    """Return how a document refers to *ref* from within *project*: by its name alone where that is enough."""
    if is_unseen(ref):
        raise UnnamedError(f"it refers to {label(ref)}, which this login does not see")
    kind = KINDS[ref.kind]
    name = ref.key[kind.key.index("name")]
    try:
        if actual.names.find(ref.kind, name, project) == ref:
            return name
    except LookupError:
        pass
    parts = zip(kind.key, ref.key)
    return {part: _name(value, actual, project) if isinstance(value, Ref) else value for part, value in parts}
