# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The form of a document as a JSON Schema, for editors and other checks before a run."""

from __future__ import annotations

from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import OPTIONS, Field, Kind
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import KINDS

_TYPES: dict[str, dict[str, Any]] = {
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer"},
    "map": {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}},
}


def json_schema() -> dict[str, Any]:
    """Return the schema of a document."""
    kinds = {
        name: {"description": kind.description, "type": "array", "items": _entry(kind)} for name, kind in KINDS.items()
    }
    owner = {"description": "The name under which the document owns what it makes.", "type": "string"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What an OpenStack cloud holds",
        "type": "object",
        "additionalProperties": False,
        "properties": {"name": owner, **kinds},
    }


def _entry(kind: Kind) -> dict[str, Any]:
    return _object({**kind.fields, **OPTIONS})


def _object(fields: Any) -> dict[str, Any]:
    required = [name for name, field in fields.items() if field.required]
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _field(field) for name, field in fields.items()},
        **({"required": required} if required else {}),
    }


def _field(field: Field) -> dict[str, Any]:
    single = _single(field)
    if field.type in ("list", "set"):
        return {"description": field.description, "type": ["array", "null"], "items": single}
    return {"description": field.description, **(single if field.required else _or_null(single))}


def _single(field: Field) -> dict[str, Any]:
    if field.items:
        return _object(field.items)
    if field.refers:
        return {"anyOf": [{"type": "string"}, {"type": "object"}]}
    if field.choices:
        return {"enum": list(field.choices)}
    return dict(_TYPES.get(field.type, {"type": "string"}))


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    if "enum" in schema:
        return {"enum": [*schema["enum"], None]}
    if "anyOf" in schema:
        return {"anyOf": [*schema["anyOf"], {"type": "null"}]}
    return {**schema, "type": [schema["type"], "null"]}
