# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Makes sure that the cloud's file of secrets holds every secret asked for."""

from __future__ import annotations

import os
from typing import Any

from ansible.plugins.action import ActionBase
from ansible_collections.stackwright.cloud.plugins.module_utils.desired import secrets
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.definition import required_secrets
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.entry import as_result, made
from ansible_collections.stackwright.cloud.plugins.plugin_utils import private_files
from ansible_collections.stackwright.cloud.plugins.plugin_utils.secrets_store import SecretsError, SecretsStore
from ansible_collections.stackwright.cloud.plugins.plugin_utils.services import Services

ARGUMENTS = {
    "secrets": {"type": "dict"},
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
        services = Services(self._loader, self._templar, task_vars)
        self._overrides = services.variable("stackwright_secrets")
        wanted = arguments["secrets"] or required_secrets(services.published_definitions)
        self._kinds = {str(name): str(kind) for name, kind in wanted.items()}  # YAML cannot write tagged texts
        self._store = SecretsStore(self._loader, services.variable("stackwright_directory"))
        added = self._complete(arguments["generate"])
        result.update(as_result([made("secret", name, self._kinds[name]) for name in added], []))
        result.update(path=self._store.path, added=added)
        if self._task.check_mode:
            result["stand_ins"] = {name: secrets.stand_in(name, self._kinds[name]) for name in added}
        return result

    def _complete(self, generate: bool) -> list[str]:
        """Generate what is lacking, unless in check mode, and return its names."""
        if self._task.check_mode or not generate:
            lacking = self._lacking()
            if lacking and not generate:
                raise SecretsError(
                    f"{self._store.path} lacks {', '.join(lacking)}. Add them, or let them be generated."
                )
            return lacking
        directory = os.path.dirname(self._store.path)
        private_files.make_directory(directory)
        with private_files.lock(directory):
            lacking = self._lacking()
            if lacking:
                self._store.add({name: secrets.generate(self._kinds[name]) for name in lacking})
        return lacking

    def _lacking(self) -> list[str]:
        """Return the names of what the file and the operator's values lack; raise for what is wrong with the rest."""
        unknown = sorted(f"{name}: {kind}" for name, kind in self._kinds.items() if kind not in secrets.KINDS)
        if unknown:
            raise SecretsError(f"No such kind of secret: {', '.join(unknown)}. Kinds: {', '.join(secrets.KINDS)}.")
        existing = {**self._store.read(), **self._overrides}
        faults = secrets.faults(self._kinds, existing)
        if faults:
            problems = "; ".join(f"{name} {problem}" for name, problem in faults.items())
            raise SecretsError(f"{self._store.path}, or stackwright_secrets: {problems}.")
        return secrets.missing(self._kinds, existing)
