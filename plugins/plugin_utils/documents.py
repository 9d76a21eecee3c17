# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Documents that a task names: mappings, paths of YAML files, or a list of both."""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase


def read_documents(action: ActionBase, given: Any) -> list[Any]:
    """Return the documents that *given* are; files may hold templates and may be encrypted by Ansible Vault."""
    several = given if isinstance(given, list) else [given]
    return [_read(action, one) if isinstance(one, str) else one for one in several]


def _read(action: ActionBase, path: str) -> Any:
    found = action._find_needle("files", path)
    return action._templar.template(action._loader.load_from_file(found, trusted_as_template=True) or {})
