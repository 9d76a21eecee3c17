# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The argument specs of the collection's roles, as one description of all variables."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import ElementError, NoLogError, RequiredError, UnsupportedError
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.checks.fault import Fault, suggestion
from ansible_collections.stackwright.cloud.plugins.plugin_utils.roles import ROLES, role_path

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

TYPES = {
    "bool": "true or false",
    "dict": "a mapping",
    "float": "a number",
    "int": "a whole number",
    "list": "a list",
    "path": "a path",
    "str": "a text",
}

Options = dict[str, dict[str, Any]]


def role_options() -> dict[str, Options]:
    """Return the options of every role, those of all its entry points together, by role."""
    return {role: _options(role) for role in sorted(os.listdir(ROLES)) if os.path.isdir(role_path(role, "meta"))}


def _options(role: str) -> Options:
    try:
        with open(role_path(role, "meta", "argument_specs.yml"), encoding="utf-8") as file:
            entries = yaml.load(file, Loader=_LOADER)["argument_specs"]  # noqa: S506 - a safe loader
    except FileNotFoundError:
        return {}
    return {name: option for entry in entries.values() for name, option in (entry.get("options") or {}).items()}


def type_faults(host: str, values: Mapping[str, Any], options: Mapping[str, dict[str, Any]]) -> list[Fault]:
    """Return those of the *values* of variables that are not as *options* say."""
    return [
        Fault(host, name, _shown(name, values[name]), message)
        for name in sorted(set(values) & set(options))
        for message in _messages(name, values[name], options[name])
    ]


def missing_faults(host: str, names: Mapping[str, Any], options: Mapping[str, dict[str, Any]]) -> list[Fault]:
    """Return the required options that are not among the *names* of the host's variables."""
    return [
        Fault(host, name, None, "it is required and not set", str(_first(option["description"])).rstrip("."))
        for name, option in options.items()
        if option.get("required") and name not in names
    ]


def _messages(name: str, value: Any, option: dict[str, Any]) -> list[str]:
    result = ArgumentSpecValidator({name: option}).validate({name: value})
    # Beside what is wrong, the validator complains that it could not look for secrets in it.
    return [_message(error, option) for error in result.errors if not isinstance(error, NoLogError)]


def _message(error: Exception, option: dict[str, Any]) -> str:
    """Return *error* of Ansible's validator in the words of an operator who never saw a module's arguments."""
    text = str(error).rstrip(".")
    if isinstance(error, UnsupportedError):
        where, _separator, known = text.partition(". Supported parameters include: ")
        key = where.rpartition(".")[2]
        return f"it has {key!r}, which is unknown. {suggestion(key, known.split(', '))}".rstrip(".")
    if isinstance(error, RequiredError):
        return text.replace("missing required arguments:", "an entry lacks").partition(" found in ")[0]
    choices = re.search(r"must be one of: (.*), got: ", text)
    if choices:
        return f"it must be one of {choices[1]}"
    wanted = re.search(r"unable to convert to (\w+)", text)
    if wanted:
        subject = "an entry" if isinstance(error, ElementError) or wanted[1] != option.get("type") else "it"
        return f"{subject} must be {TYPES.get(wanted[1], wanted[1])}"
    return text


def _shown(name: str, value: Any) -> Any:
    secret = any(word in name for word in ("password", "secret", "key"))
    return None if secret or isinstance(value, (dict, list)) else value


def _first(description: str | list[str]) -> str:
    return description if isinstance(description, str) else description[0]
