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
    "tree": {"type": "object"},
}
# What may stand in the place of anything that is no text.
_TEMPLATE = {"description": "A template, which Ansible fills in.", "type": "string", "pattern": r"\{\{"}
_DEFINITIONS = {"template": _TEMPLATE, "template_or_null": {"anyOf": [_TEMPLATE, {"type": "null"}]}}


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
        "$defs": _DEFINITIONS,
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
    single = _single(field, field.type)
    if field.type in ("list", "set"):
        single = {"type": "array", "items": _single(field, field.of)}
    if single == {"type": "string"}:
        single = single if field.required else {"type": ["string", "null"]}
    else:
        other = "template" if field.required else "template_or_null"
        single = {"anyOf": [single, {"$ref": f"#/$defs/{other}"}]}
    return {"description": field.description, **single}


def _single(field: Field, form: str) -> dict[str, Any]:
    if field.items:
        return _object(field.items)
    if field.refers:
        return {"type": ["string", "object"]}
    if field.choices:
        return {"enum": list(field.choices)}
    return dict(_TYPES.get(form, {"type": "string"}))
