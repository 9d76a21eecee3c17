# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A plan for people and for results, without secrets."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.names import label, plain, plain_name
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change

HIDDEN = "********"
SIGNS = {"create": "+", "update": "~", "replace": "-/+", "delete": "-"}


def summary(changes: list) -> str:
    """Return how much changes in one line, like `2 to create, 1 to delete`."""
    counts = Counter(change.action for change in changes)
    return ", ".join(f"{counts[action]} to {action}" for action in SIGNS if counts[action]) or "nothing to change"


def lines(changes: list) -> str:
    """Return the plan as text: a signed line for each resource, and below it one for each field that changes."""
    return "".join(f"{line}\n" for change in changes for line in _lines(change))


def _lines(change: Change) -> list[str]:
    fields = [each for each in _shown(change) if change.action != "create" or each["after"] not in (None, [], {}, "")]
    return [headline(change), *(f"    {line}" for each in fields for line in _details(change, each))]


def _details(change: Change, shown: dict) -> list[str]:
    """Return the lines about one field: what it becomes, of a list of mappings only what comes and goes."""
    name, before, after = shown["field"], shown["before"], shown["after"]
    field = change.kind.fields.get(name)
    if field and field.items:
        return [
            *(f"{name}: - {_item(field, item)}" for item in before or [] if item not in (after or [])),
            *(f"{name}: + {_item(field, item)}" for item in after or [] if item not in (before or [])),
        ]
    if change.action == "create":
        return [f"{name}: {_text(after)}"]
    return [f"{name}: {_text(before)} -> {_text(after)}" + (f" ({field.takes})" if field and field.takes else "")]


def _item(field: Field, item: dict) -> str:
    """Return one mapping without what goes without saying."""
    return _text({name: value for name, value in item.items() if value != field.items[name].default}) or "any"


def headline(change: Change) -> str:
    """Return *change* as one line, like `+ network private (project demo)`."""
    return f"{SIGNS[change.action]} {label(change.ref)}"


def as_dict(change: Change) -> dict:
    """Return *change* as plain data for a result."""
    return {
        "action": change.action,
        "kind": change.ref.kind,
        "name": plain_name(change.ref),
        "label": label(change.ref),
        "id": change.found.id if change.found else None,
        "fields": {each["field"]: {"before": each["before"], "after": each["after"]} for each in _shown(change)},
    }


def _shown(change: Change) -> list[dict]:
    secrets = [name for name, field in change.kind.fields.items() if field.secret]
    return [
        {"field": each.field, "before": plain(each.before), "after": plain(each.after)}
        if each.field not in secrets
        else {"field": each.field, "before": HIDDEN if each.before else None, "after": HIDDEN}
        for each in change.differences
    ]


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_text(item) for item in value) + "]"
    if isinstance(value, dict):
        return " ".join(f"{key}={_text(item)}" for key, item in value.items() if item != "")
    return "none" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
