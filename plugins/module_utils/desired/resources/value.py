# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The values of fields in one form, so that what a document says compares with what an API tells."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.nearest import unknown_names
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field, Ref

TRUE = ("true", "yes", "on", "1")
FALSE = ("false", "no", "off", "0")
# Resolves what a field refers to: (kind, value as written or told) -> Ref.
Resolver = Callable[[str, Any], Ref]


def normalised(field: Field, value: Any, resolve: Resolver) -> Any:
    """Return *value* of *field* in its one form; raise ValueError saying what it must be."""
    if value is None:
        return "" if field.type == "text" else None
    if field.type in ("list", "set"):
        return _several(field, value, resolve)
    if field.items:
        return _mapping(field, value, resolve)
    if field.refers:
        return resolve(field.refers, value)
    result = _SCALARS[field.type](value)
    if field.choices and result not in field.choices:
        raise ValueError(f"is {value!r}; it must be one of {', '.join(field.choices)}")
    return result


def _several(field: Field, value: Any, resolve: Resolver) -> list:
    if not isinstance(value, (list, tuple)):
        raise ValueError(f"is {value!r}; it must be a list")
    single = replace(field, type=field.of)
    results = [normalised(single, item, resolve) for item in value]
    if field.type == "list":
        return results
    return sorted({sort_key(item): item for item in results}.values(), key=sort_key)


def _mapping(field: Field, value: Any, resolve: Resolver) -> dict:
    if not isinstance(value, dict):
        raise ValueError(f"has {value!r}; it must be a mapping of {', '.join(field.items)}")
    if faults := unknown_names(value, field.items.keys(), "an entry"):
        raise ValueError("; ".join(faults))
    result = {}
    for name, item in field.items.items():
        if item.required and value.get(name) is None:
            raise ValueError(f"has an entry without `{name}`")
        result[name] = normalised(item, value.get(name, item.default), resolve)
    return field.settle(result)


def sort_key(value: Any) -> str:
    """Return a text that orders normalised values."""
    return json.dumps(value, sort_keys=True, default=str)


def _string(value: Any) -> str:
    if isinstance(value, (dict, list)):
        raise ValueError(f"is {value!r}; it must be a text")
    return str(value)


def _integer(value: Any) -> int:
    try:
        if isinstance(value, bool):
            raise ValueError
        return int(str(value))
    except ValueError:
        raise ValueError(f"is {value!r}; it must be a whole number") from None


def _boolean(value: Any) -> bool:
    text = str(value).lower()
    if text not in TRUE + FALSE:
        raise ValueError(f"is {value!r}; it must be true or false")
    return text in TRUE


def _cidr(value: Any) -> str:
    try:
        return str(ipaddress.ip_network(str(value), strict=False))
    except ValueError:
        raise ValueError(f"is {value!r}; it must be a network like 192.0.2.0/24") from None


def _address(value: Any) -> str:
    try:
        return str(ipaddress.ip_address(str(value)))
    except ValueError:
        raise ValueError(f"is {value!r}; it must be an address like 192.0.2.1") from None


def _map(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ValueError(f"is {value!r}; it must be a mapping")
    return {str(key): str(item).lower() if isinstance(item, bool) else str(item) for key, item in value.items()}


def _tree(value: Any) -> Any:
    """Return *value* as JSON would tell it back: a date, as the version of a template looks like, is a text."""
    if not isinstance(value, dict):
        raise ValueError("is not a mapping; read a file with `lookup('file', ...) | from_yaml`")
    return json.loads(json.dumps(value, default=str))


def _ssh_key(value: Any) -> str:
    parts = str(value).split()
    if len(parts) < 2:
        raise ValueError("is not a public key as in an `authorized_keys` file")
    return " ".join(parts[:2])


_SCALARS: dict[str, Callable[[Any], Any]] = {
    "string": _string,
    "text": _string,
    "integer": _integer,
    "boolean": _boolean,
    "cidr": _cidr,
    "address": _address,
    "map": _map,
    "tree": _tree,
    "ssh_key": _ssh_key,
    "mac": lambda value: _string(value).lower(),
    "file": _string,
}
