# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What is wrong with options by themselves: values that are not of their form, items that a list gives twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.plan import label
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.schema import (
    Fields,
    Group,
    Items,
    Key,
    Value,
    given,
)


def malformed(fields: Fields, options: dict) -> list[str]:
    """One line for each value that is not of its form; only where there is none, for each item given twice."""
    options = {name: value for name, value in given(options).items() if name in fields}
    return list(_misshapen(fields, options, ())) or list(_repeated(fields, options, ()))


def _misshapen(fields: Fields, options: dict, at: tuple[str, ...]) -> Iterator[str]:
    for name, value in options.items():
        entry, here = fields[name], (*at, name)
        if isinstance(entry, Value) and not _normal(entry, value):
            yield f"{label(here)}: {value} is not {entry.codec.what}"
        for place, item in _inner(entry, value):
            yield from _misshapen(entry.fields, item, (*here, *place))


def _normal(entry: Value, value: Any) -> bool:
    try:
        entry.normal(value)
    except ValueError:
        return False
    return True


def _inner(entry: Any, value: Any) -> list[tuple[tuple[str, ...], dict]]:
    """The dictionaries within an option, each with the rest of its path."""
    if isinstance(entry, Group):
        return [((), value)]
    return [((Key(place),), item) for place, item in enumerate(value)] if isinstance(entry, Items) else []


def _repeated(fields: Fields, options: dict, at: tuple[str, ...]) -> Iterator[str]:
    for name, value in options.items():
        entry, here = fields[name], (*at, name)
        if isinstance(entry, Items):
            names = [pair.label for pair in entry.pairs(value, [])]
            for one in sorted({one for one in names if names.count(one) > 1}):
                yield f"{label((*here, Key(one)))} is given twice"
        for place, item in _inner(entry, value):
            yield from _repeated(entry.fields, item, (*here, *place))
