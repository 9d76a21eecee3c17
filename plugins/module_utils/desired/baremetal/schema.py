# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The form of a document of nodes as a JSON Schema, for editors and other checks before a run."""

from __future__ import annotations

from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.fields import DOCUMENT, IMAGE
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.form import Field, Fields

_TYPES: dict[str, dict[str, Any]] = {
    "any": {},
    "boolean": {"type": "boolean"},
    "boolean or path": {"type": ["boolean", "string"]},
    "capacity": {"type": ["integer", "string"]},
    "mapping": {"type": "object"},
    "number": {"type": "integer"},
    "size": {"type": ["integer", "string"]},
}


def json_schema() -> dict[str, Any]:
    """Return the schema of a document."""
    schema = _object(DOCUMENT)
    schema["properties"]["images"]["additionalProperties"] = _object(IMAGE)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Bare-metal nodes", **schema}


def _object(fields: Fields) -> dict[str, Any]:
    required = [name for name, field in fields.items() if field.required]
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _field(field) for name, field in fields.items()},
        **({"required": required} if required else {}),
    }


def _field(field: Field) -> dict[str, Any]:
    single = _object(field.items) if field.items else _single(field)
    form = {"type": "array", "items": single} if field.many else single
    return {"description": field.description, **form}


def _single(field: Field) -> dict[str, Any]:
    if field.choices:
        return {"enum": list(field.choices)}
    bounds = {"minimum": field.least, "maximum": field.most}
    form = _TYPES.get(field.type, {"type": "string"})
    return {**form, **{name: bound for name, bound in bounds.items() if bound is not None}}
