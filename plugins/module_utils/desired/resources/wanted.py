# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a document says should be in the cloud, with its names resolved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.document import (
    Document,
    DocumentError,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import OPTIONS, Kind, Ref
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.names import Names, label, owner_of
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.value import normalised


@dataclass(frozen=True)
class Wanted:
    """One resource that should exist: the fields that the document gives, and the entry as written."""

    ref: Ref
    values: dict
    entry: dict


def wanted(document: Document, names: Names) -> list[Wanted]:
    """Return the resources of *document*; *names* knows the cloud's and learns the document's.

    Raises DocumentError with every name that means nothing, every value of the wrong form, and every double.
    """
    faults: list[str] = []
    keyed = []
    for kind in document.kinds():
        for position, entry in enumerate(document.entries[kind.name]):
            where = f"{kind.name}[{position}] ({entry.get('name') or 'without a name'})"
            reference = _reference(kind, entry, where, names, faults)
            if reference:
                names.add(reference)
                keyed.append((kind, entry, reference))
    result = [Wanted(ref, _values(kind, entry, ref, names, faults), entry) for kind, entry, ref in keyed]
    faults += _doubles([one.ref for one in result])
    if faults:
        raise DocumentError(faults)
    return result


def _reference(kind: Kind, entry: dict, where: str, names: Names, faults: list) -> Ref | None:
    project = names.scope.project
    key = []
    for name in kind.key:
        try:
            key.append(_key_part(kind, name, entry, names, project))
        except (LookupError, ValueError) as error:
            faults.append(f"{where}.{name}: {error}")
            return None
        if name == "project":
            project = key[-1]
    return Ref(kind.name, tuple(key))


def _key_part(kind: Kind, name: str, entry: dict, names: Names, project: Ref | None) -> Any:
    spec = kind.fields[name]
    if entry.get(name) is not None:
        return normalised(spec, entry[name], lambda refers, value: names.find(refers, value, project))
    if kind.name == "role_assignments":
        return spec.default
    return names.scope.default(name) if spec.refers else spec.default


def _values(kind: Kind, entry: dict, ref: Ref, names: Names, faults: list) -> dict:
    project = owner_of(ref) or names.scope.project
    values = dict(zip(kind.key, ref.key))
    for name in [name for name in entry if name not in kind.key and name not in OPTIONS]:
        try:
            values[name] = normalised(
                kind.fields[name], entry[name], lambda refers, value: names.find(refers, value, project)
            )
        except (LookupError, ValueError) as error:
            separator = " " if isinstance(error, ValueError) else ": "
            faults.append(f"{label(ref)}: {name}{separator}{error}")
    return kind.settle(values)


def _doubles(references: list) -> list[str]:
    seen: set[Ref] = set()
    doubles = [reference for reference in references if reference in seen or seen.add(reference)]  # type: ignore
    return [f"{label(reference)} is in the document twice" for reference in doubles]
