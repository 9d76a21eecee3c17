# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What differs between the resources wanted and those found, as a list of typed changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.actual import Actual, Found
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.differences import (
    OWNER,
    Difference,
    differences_of,
    is_setting,
    is_stuck,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.document import DocumentError
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Kind, Ref
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import KINDS
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.names import label, plain
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.wanted import Wanted


@dataclass(frozen=True)
class Change:
    """One thing to be done to one resource.

    *action* is `create`, `update`, `replace` or `delete`. *values* are all fields that the resource is to have as
    far as the document says, *entry* the document's own mapping, *found* the resource as it is.
    """

    action: str
    ref: Ref
    differences: tuple = ()
    values: Mapping[str, Any] | None = None
    entry: Mapping[str, Any] | None = None
    found: Found | None = None
    owner: str = ""

    @property
    def kind(self) -> Kind:
        """Return the kind of the resource."""
        return KINDS[self.ref.kind]

    @property
    def makes(self) -> bool:
        """Return whether the resource is made, for the first time or anew."""
        return self.action in ("create", "replace")

    def fields(self, separate: bool) -> list[Difference]:
        """Return the fields to set, by calls of their own or not: of what is made anew all, else what differs."""
        fields = self.differences
        if self.action == "replace":
            names = [name for name in self.values or {} if name not in self.kind.key]
            fields = tuple(Difference(name, None, (self.values or {})[name]) for name in names)
        return [one for one in fields if self._is_separate(one.field) == separate]

    def _is_separate(self, field: str) -> bool:
        is_initial = self.makes and field in self.kind.fields and self.kind.fields[field].initial
        return is_separate(self.kind, field) and not is_initial


def is_separate(kind: Kind, field: str) -> bool:
    """Return whether *field*, or the owner's mark, is set by calls of its own."""
    if field == OWNER:
        return kind.owner == "tags" and kind.fields["tags"].separate
    return field in kind.fields and kind.fields[field].separate


def plan(wanted: list, actual: Actual, owner: str = "", prune: bool = False) -> list:
    """Return the changes that make the cloud hold what is *wanted*.

    *owner* is the document's name; what is made or changed is marked with it. With *prune*, what has that mark and
    is not wanted is deleted. Raises DocumentError with everything that cannot be done.
    """
    faults: list[str] = []
    replaced: set[Ref] = set()
    changes = []
    for one in wanted:
        change = _change(one, actual, owner, replaced, faults)
        changes.append(change)
        if change and change.action == "replace":
            replaced.add(change.ref)
    if prune and owner:
        changes += _pruned({one.ref for one in wanted}, actual, owner)
    if faults:
        raise DocumentError(faults)
    return [change for change in changes if change]


def plan_absent(wanted: list, actual: Actual, owner: str = "") -> list:
    """Return the changes that remove from the cloud what is *wanted*; raise DocumentError when another owns it."""
    faults: list[str] = []
    removable = [item for item in wanted if not KINDS[item.ref.kind].permanent]
    found = [one for item in removable for one in [_the_one(item.ref, actual, faults)] if one]
    found = [one for one in found if _may_touch(one, owner, faults)]
    if faults:
        raise DocumentError(faults)
    return [Change("delete", one.ref, found=one) for one in found]


def _pruned(kept: set, actual: Actual, owner: str) -> list[Change]:
    return [
        Change("delete", ref, found=one)
        for ref, several in actual.found.items()
        if ref not in kept
        for one in several
        if one.owner == owner
    ]


def _the_one(ref: Ref, actual: Actual, faults: list) -> Found | None:
    several = actual.found.get(ref, [])
    if len(several) > 1:
        ids = ", ".join(one.id for one in several)
        faults.append(f"{label(ref)}: the cloud has {len(several)} of that name ({ids}); rename or delete all but one")
        return None
    return several[0] if several else None


def _may_touch(found: Found, owner: str, faults: list) -> bool:
    """Return whether the document called *owner* may change *found*; another's it may not."""
    if found.owner in ("", owner):
        return True
    this = repr(owner) if owner else "one without a name"
    faults.append(
        f"{label(found.ref)} belongs to the document {found.owner!r}, not to {this}; "
        "take it out of one of them, or say `adopt: true` there to take it over"
    )
    return False


def _change(one: Wanted, actual: Actual, owner: str, replaced: set, faults: list) -> Change | None:
    kind = KINDS[one.ref.kind]
    known = len(faults)
    found = _the_one(one.ref, actual, faults)
    owner = owner if kind.owner else ""
    if len(faults) > known:
        return None
    if found is None:
        return _creation(one, kind, owner)
    differences = tuple(differences_of(kind, one.values, actual, found, owner))
    bound = _bound(kind, one.values) & replaced
    if not differences and not bound:
        return None
    if not one.entry.get("adopt") and not _may_touch(found, owner, faults):
        return None
    action = _action(kind, differences, bound, one, found, faults)
    return Change(action, one.ref, differences, one.values, one.entry, found, owner)


def _creation(one: Wanted, kind: Kind, owner: str) -> Change:
    values = {**_defaults(kind), **one.values}
    shown = [name for name in values if name not in kind.key and not is_setting(kind, name)]
    differences = tuple(Difference(name, None, values[name]) for name in shown)
    return Change("create", one.ref, differences, values, one.entry, owner=owner)


def _defaults(kind: Kind) -> dict:
    return {
        name: field.default
        for name, field in kind.fields.items()
        if field.default is not None and not field.write_only and not field.items
    }


def _bound(kind: Kind, values: Mapping) -> set[Ref]:
    """Return the resources without which one of *kind* cannot stay: those in its key and in fixed fields."""
    fixed = [value for name, value in values.items() if name in kind.key or kind.fields[name].fixed]
    return {ref for value in fixed for ref in (value if isinstance(value, list) else [value]) if isinstance(ref, Ref)}


def _action(kind: Kind, differences: tuple, bound: set, one: Wanted, found: Found, faults: list) -> str:
    """Return whether to `update` or to `replace`; write to *faults* what the document gives no leave to."""
    fields = [(kind.fields[each.field], each) for each in differences if each.field in kind.fields]
    stuck = [each for field, each in fields if is_stuck(field, each)]
    state = kind.state(found.raw)
    if state == "failed" or ((stuck or bound or state == "broken") and one.entry.get("replace")):
        return "replace"
    if one.entry.get("replace"):
        return "update"
    if state == "broken":
        faults.append(
            f"{label(one.ref)} is broken; mend it, or say `replace: true` there to have it deleted and made anew"
        )
    for ref in bound:
        faults.append(f"{label(one.ref)} cannot stay when {label(ref)} is replaced; say `replace: true` there as well")
    for each in stuck:
        faults.append(
            f"{label(one.ref)}: {each.field} is {plain(each.before)!r} and cannot become {plain(each.after)!r} "
            "in place; change it back, or say `replace: true` there to have it deleted and made anew"
        )
    for field, each in [pair for pair in fields if pair[0].takes]:
        faults.append(
            f"{label(one.ref)}: {each.field} is {plain(each.before)!r} and becomes {plain(each.after)!r} only by "
            f"{field.takes}; change it back, or say `replace: true` there"
        )
    return "update"
