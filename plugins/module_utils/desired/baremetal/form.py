# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The form of nested documents: what a mapping may hold, every fault of one, and one form of its values."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.nearest import unknown_names

Fields = Mapping[str, "Field"]


@dataclass(frozen=True)
class Field:
    """One entry of a mapping.

    *type* is one of `FORMS`, or of the values of a list where *many*; *items* describe a mapping (or mappings) instead.
    *least* and *most* bound a whole number.
    """

    description: str
    type: str = "text"
    many: bool = False
    required: bool = False
    default: Any = None
    choices: tuple = ()
    least: int | None = None
    most: int | None = None
    items: Fields | None = None


def checked(fields: Fields, given: Any, where: str, faults: list[str]) -> dict[str, Any]:
    """Return *given* in its one form, with defaults; append a sentence to *faults* for everything that is wrong.

    What is left out and has no default is not in the result. *where* says in faults what the mapping is.
    """
    if not isinstance(given, Mapping):
        faults.append(f"{where} is {given!r}; it must be a mapping of {', '.join(fields)}")
        return {}
    faults += unknown_names([str(name) for name in given], fields, where)
    result = {}
    for name, field in fields.items():
        value = field.default if given.get(name) is None else given[name]
        if value is not None:
            result[name] = _value(field, value, f"{where}.{name}", faults)
        elif field.required:
            faults.append(f"{where} lacks `{name}`")
    return result


def _value(field: Field, value: Any, where: str, faults: list[str]) -> Any:
    if not field.many:
        return _single(field, value, where, faults)
    if not isinstance(value, list):
        faults.append(f"{where} is {value!r}; it must be a list")
        return []
    return [_single(field, item, f"{where}[{position}]", faults) for position, item in enumerate(value)]


def _single(field: Field, value: Any, where: str, faults: list[str]) -> Any:
    if field.items is not None:
        return checked(field.items, value, where, faults)
    try:
        result = FORMS[field.type](value)
        _limit(field, result)
    except ValueError as error:
        faults.append(f"{where} is {value!r}; it must be {error}")
        return value
    return result


def _limit(field: Field, value: Any) -> None:
    if field.choices and value not in field.choices:
        raise ValueError(f"one of {', '.join(field.choices)}")
    if field.least is not None and value < field.least:
        raise ValueError(f"at least {field.least}")
    if field.most is not None and value > field.most:
        raise ValueError(f"at most {field.most}")


def _text(value: Any) -> str:
    if isinstance(value, (Mapping, list, bool)):
        raise ValueError("a text")
    return str(value)


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not re.fullmatch(r"-?\d+", str(value)):
        raise ValueError("a whole number")
    return int(value)


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def _trust(value: Any) -> bool | str:
    if not isinstance(value, (bool, str)):
        raise ValueError("true, false or the path of a file")
    return value


def _mac(value: Any) -> str:
    text = str(value).lower().replace("-", ":")
    if not re.fullmatch(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}", text):
        raise ValueError("a MAC address like 52:54:00:12:34:56")
    return text


def _address(value: Any) -> str:
    try:
        return str(ipaddress.ip_address(str(value)))
    except ValueError:
        raise ValueError("an IP address like 192.0.2.10") from None


def _interface(value: Any) -> str:
    try:
        if "/" not in str(value):
            raise ValueError
        return str(ipaddress.ip_interface(str(value)))
    except ValueError:
        raise ValueError("an address with its prefix length like 192.0.2.10/24") from None


def _network(value: Any) -> str:
    try:
        return str(ipaddress.ip_network(str(value)))
    except ValueError:
        raise ValueError("a network like 192.0.2.0/24") from None


def _name(value: Any) -> str:
    text = _text(value)
    if not re.fullmatch(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*", text):
        raise ValueError("a host name of small letters, digits, hyphens and dots")
    return text


def _trait(value: Any) -> str:
    text = _text(value)
    if not re.fullmatch(r"(CUSTOM|HW|COMPUTE|STORAGE|MISC)_[A-Z0-9_]+", text):
        raise ValueError("a trait like CUSTOM_GPU")
    return text


def _capacity(value: Any) -> int | str:
    if str(value).upper() == "MAX":
        return "MAX"
    try:
        return _integer(value)
    except ValueError:
        raise ValueError("a number of GiB or MAX") from None


def _size(value: Any) -> str:
    text = str(value)
    if not re.fullmatch(r"(<=|>=|<|>|==|!=|=)?\s*\d+", text):
        raise ValueError("a number of GiB, or one with a comparison like '>= 100'")
    return text


def _map(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError("a mapping")
    return {str(name): item for name, item in value.items()}


FORMS: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "number": _integer,
    "boolean": _boolean,
    "name": _name,
    "boolean or path": _trust,
    "MAC address": _mac,
    "address": _address,
    "address with prefix": _interface,
    "network": _network,
    "trait": _trait,
    "capacity": _capacity,
    "size": _size,
    "mapping": _map,
    "any": lambda value: value,
}
