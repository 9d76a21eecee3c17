# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What differs between one resource as it is and as it shall be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.actual import Actual, Found
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field, Kind, Ref
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.names import is_unseen
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.value import sort_key

# What differs of a resource beside its fields: the document that owns it, and whether it is finished.
OWNER, STATE = "owner", "state"
MADE_ANEW = ("failed", "broken")
# Fields that say how to treat a resource, where they are only written; they are no part of it.
SETTINGS = frozenset(("update_password", "url", "checksum", "convert", "cold", "evacuate"))


@dataclass(frozen=True)
class Difference:
    """One field before and after."""

    field: str
    before: Any
    after: Any


def differences_of(kind: Kind, values: Mapping, actual: Actual, found: Found, owner: str) -> list[Difference]:
    """Return what differs between *found* and the *values* that a document called *owner* gives it."""
    result = []
    if state := kind.state(found.raw):
        result.append(Difference(STATE, state, "made anew" if state in MADE_ANEW else "finished"))
    told = actual.values(found, [name for name in values if name not in kind.key])
    for name, value in told.items():
        field, after = kind.fields[name], values[name]
        partial = field.partial and after is not None
        before = {key: value.get(key) for key in after} if partial else value
        if field.takes and not field.by_name and isinstance(before, Ref) and is_unseen(before):
            continue  # what a server was made from may be gone since
        if _comparable(field, before) != _comparable(field, after):
            result.append(Difference(name, before, after))
    if found.raw.get("password_refused"):
        result.append(Difference("password", "refused", values["password"]))
    if owner and found.owner != owner:
        result.append(Difference(OWNER, found.owner or None, owner))
    return result


def _comparable(field: Field, value: Any) -> Any:
    return sorted({sort_key(item) for item in value}) if field.any_order and value is not None else value


def is_stuck(field: Field, difference: Difference) -> bool:
    """Return whether *field* cannot become what it shall; a file that never arrived can still be sent."""
    if field.grows and difference.before is not None:
        return difference.after is None or difference.after < difference.before
    return field.fixed and not (field.type == "file" and difference.before is None)


def is_setting(kind: Kind, name: str) -> bool:
    """Tell whether field *name* says how to treat a resource of *kind*: the `url` of an image, not an endpoint's."""
    return name in SETTINGS and kind.fields[name].write_only
