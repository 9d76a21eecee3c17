# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Writes on the controller how the administrator logs in to the cloud."""

from __future__ import annotations

import os
from typing import Any

from ansible.plugins.action import ActionBase
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.entry import Entry, as_result, made, set_anew
from ansible_collections.stackwright.cloud.plugins.plugin_utils import private_files

ARGUMENTS = {
    "content": {"type": "str", "required": True, "no_log": True},
    "path": {"type": "path", "required": True},
}


class ActionModule(ActionBase):
    """Works on the controller's file only; the host of the task is not contacted."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Write the file where it differs."""
        result = super().run(tmp, task_vars)
        _validated, arguments = self.validate_argument_spec(argument_spec=ARGUMENTS)
        path, content = arguments["path"], arguments["content"].encode()
        changes = differences(path, content)
        if changes and not self._task.check_mode:
            private_files.make_directory(os.path.dirname(path))
            private_files.write(path, content)
        return {**result, **as_result(changes, [])}


def differences(path: str, content: bytes) -> list[Entry]:
    """Return how the file at *path* differs from one with *content* that nobody else may read."""
    name = os.path.basename(path)
    try:
        with open(path, "rb") as file:
            same, mode = file.read() == content, os.fstat(file.fileno()).st_mode & 0o777
    except FileNotFoundError:
        return [made("file", name)]
    reasons = ([] if same else ["content"]) + ([] if mode == 0o600 else [f"mode {mode:04o} -> 0600"])
    return [set_anew("file", name, *reasons)] if reasons else []
