# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Questions to a database of Open vSwitch or OVN, and the rows of its answers, as plain data (RFC 7047)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]


def select(table: str, *columns: str, where: tuple[str, str] | None = None) -> dict[str, Any]:
    """Return the operation (5.2.2) that reads *columns* of *table*, of the rows whose column is *where*'s value."""
    conditions = [[where[0], "==", where[1]]] if where else []
    return {"op": "select", "table": table, "where": conditions, "columns": list(columns)}


def rows(answer: Mapping[str, Any]) -> list[Row]:
    """Return the rows that answer one `select`."""
    return [{column: _plain(value) for column, value in row.items()} for row in answer["rows"]]


def _plain(value: Any) -> Any:
    """Return *value* (5.1), with a map as a dictionary, a UUID as text and an empty set as None."""
    if not isinstance(value, list):
        return value
    kind, content = value
    if kind == "map":
        return dict(content)
    return content or None
