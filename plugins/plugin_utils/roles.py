# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The collection's roles, read as data on the controller."""

from __future__ import annotations

import functools
import os

from ansible.errors import AnsibleActionFail
from ansible.parsing.dataloader import DataLoader
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.nearest import unknown_names

COLLECTION = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROLES = os.path.join(COLLECTION, "roles")


def role_path(role: str, *parts: str) -> str:
    """Return the path of *parts* inside *role*."""
    return os.path.join(ROLES, role, *parts)


@functools.cache
def load_role_file(role: str, *parts: str) -> dict:
    """Return the YAML mapping at *parts* inside *role*, its texts trusted as templates; empty without that file.

    It is shared: not to be changed.
    """
    path = role_path(role, *parts)
    if not os.path.exists(path):
        return {}
    # The task's loader would copy the whole of it for each reader.
    return DataLoader().load_from_file(path, cache="none", trusted_as_template=True) or {}


@functools.cache
def service_names() -> list[str]:
    """Return the roles that define a service."""
    return sorted(role for role in os.listdir(ROLES) if _defines(role))


def check_services(names: list[str], where: str) -> None:
    """Raise AnsibleActionFail when one of *names*, found in *where*, is no service."""
    faults = unknown_names(names, service_names(), where)
    if faults:
        raise AnsibleActionFail("; ".join(faults))


def _defines(role: str) -> bool:
    try:
        with open(role_path(role, "vars", "main.yml"), encoding="utf-8") as file:
            return any(line.startswith(f"{role}_definition:") for line in file)
    except FileNotFoundError:
        return False
