# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Makes sure that the cloud's file of secrets holds every secret asked for."""

from __future__ import annotations

import os
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible_collections.stackwright.cloud.plugins.module_utils.desired import secrets
from ansible_collections.stackwright.cloud.plugins.plugin_utils import private_files
from ansible_collections.stackwright.cloud.plugins.plugin_utils.secrets_store import SecretsError, SecretsStore

ARGUMENTS = {
    "directory": {"type": "path", "required": True},
    "secrets": {"type": "dict", "required": True},
    "overrides": {"type": "dict", "default": {}, "no_log": True},
    "generate": {"type": "bool", "default": True},
}


class ActionModule(ActionBase):
    """Works on the controller's file only; the host of the task is not contacted."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Read, check, add what is lacking; the result names secrets and holds no value."""
        result = super().run(tmp, task_vars)
        _validated, arguments = self.validate_argument_spec(argument_spec=ARGUMENTS)
        store = SecretsStore(self._loader, arguments["directory"])
        added = self._complete(store, arguments)
        result.update(changed=bool(added), path=store.path, added=added)
        if self._task.diff and added:
            lines = "".join(f"{name} ({arguments['secrets'][name]})\n" for name in added)
            result["diff"] = {"before": "", "after": lines, "after_header": f"{store.path} (names only)"}
        return result

    def _complete(self, store: SecretsStore, arguments: dict[str, Any]) -> list[str]:
        if self._task.check_mode or not arguments["generate"]:
            lacking = _lacking(store, arguments)
            if lacking and not arguments["generate"]:
                raise AnsibleActionFail(f"{store.path} lacks {', '.join(lacking)}. Add them, or let them be generated.")
            return lacking
        directory = os.path.dirname(store.path)
        private_files.make_directory(directory)
        with private_files.lock(directory):
            lacking = _lacking(store, arguments)
            if lacking:
                store.add({name: secrets.generate(arguments["secrets"][name]) for name in lacking})
        return lacking


def _lacking(store: SecretsStore, arguments: dict[str, Any]) -> list[str]:
    required = arguments["secrets"]
    unknown = sorted(f"{name}: {kind}" for name, kind in required.items() if kind not in secrets.KINDS)
    if unknown:
        raise AnsibleActionFail(f"No such kind of secret: {', '.join(unknown)}. Kinds: {', '.join(secrets.KINDS)}.")
    required = {str(name): kind for name, kind in required.items()}  # YAML cannot write Ansible's tagged texts
    existing = {**store.read(), **arguments["overrides"]}
    faults = secrets.faults(required, existing)
    if faults:
        raise SecretsError(f"{store.path}: " + "; ".join(f"{name} {problem}" for name, problem in faults.items()) + ".")
    return secrets.missing(required, existing)
