# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A document of what a cloud should hold: merged, checked, and turned into objects."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.nearest import unknown_names
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import OPTIONS, Kind
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import KINDS


class DocumentError(Exception):
    """What is wrong with a document, one sentence for each fault."""

    def __init__(self, faults: list) -> None:
        """Keep *faults*, sentences."""
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Document:
    """The entries of one or several documents by kind, and the name under which they own what they make."""

    name: str
    entries: dict[str, list]

    def kinds(self) -> list[Kind]:
        """Return the kinds that it has entries of, in the order in which keys refer to each other."""
        return [kind for name, kind in KINDS.items() if name in self.entries]


def merged(documents: Iterable[dict]) -> Document:
    """Return *documents* as one; raise DocumentError with everything that is wrong with their form."""
    faults: list[str] = []
    entries: dict[str, list] = {}
    names = set()
    for document in documents:
        faults += unknown_names(document, {*KINDS, "name"}, "the document")
        names |= {document["name"]} if document.get("name") else set()
        for kind in [kind for kind in document if kind in KINDS]:
            entries.setdefault(kind, []).extend(_listed(document[kind], kind, faults))
    if len(names) > 1:
        faults.append(f"the documents have different names: {', '.join(sorted(names))}; what they make has one owner")
    for kind_name, items in entries.items():
        for position, entry in enumerate(items):
            faults += _entry_faults(KINDS[kind_name], entry, f"{kind_name}[{position}]")
    if faults:
        raise DocumentError(faults)
    return Document(next(iter(names), ""), entries)


def _listed(items: Any, kind: str, faults: list) -> list:
    if isinstance(items, list):
        return items
    if items is not None:
        faults.append(f"{kind} must be a list of {KINDS[kind].singular}s")
    return []


def _entry_faults(kind: Kind, entry: Any, where: str) -> list[str]:
    if not isinstance(entry, dict):
        return [f"{where} is {entry!r}; it must be a mapping of the fields of a {kind.singular}"]
    known = {*kind.fields, *OPTIONS}
    faults = unknown_names(entry, known, where)
    missing = [name for name, field in kind.fields.items() if field.required and entry.get(name) is None]
    return faults + [f"{where} lacks `{name}`" for name in missing]


def needed_kinds(document: Document, pruned: Collection[str] = ()) -> list[Kind]:
    """Return the kinds to list for a plan of *document*: its own, and those that its entries refer to.

    *pruned* are the services in which to look for what the document owns and no longer names.
    """
    needed: set[str] = set()
    queue = [(kind, _used_fields(kind, document.entries[kind.name])) for kind in document.kinds()]
    queue += [(kind, _told_fields(kind, pruned)) for kind in KINDS.values() if kind.owner and kind.service in pruned]
    while queue:
        kind, fields = queue.pop()
        needed.add(kind.name)
        referred = {name for field in fields for name in kind.refers(field)}
        queue += [(KINDS[name], set(KINDS[name].key)) for name in referred - needed]
    return [kind for name, kind in KINDS.items() if name in needed]


def _used_fields(kind: Kind, entries: list) -> set[str]:
    return set(kind.key) | {name for entry in entries for name in entry if name in kind.fields}


def _told_fields(kind: Kind, services: Collection[str]) -> set[str]:
    """Return the fields of *kind* that can be told of with the kinds of *services* alone."""
    told = [name for name in kind.fields if all(KINDS[one].service in services for one in kind.refers(name))]
    return {*kind.key, *told}
