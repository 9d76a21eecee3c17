# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The variables of the whole cloud, for actions that run outside role ``preflight``, which has their defaults."""

from __future__ import annotations

from typing import Any

from ansible.parsing.dataloader import DataLoader
from ansible_collections.stackwright.cloud.plugins.plugin_utils.roles import load_role_file


class CloudVariables:
    """``stackwright_*`` as the host of a task sees them."""

    def __init__(self, loader: DataLoader, templar: Any, variables: dict[str, Any]) -> None:
        """Put the host's *variables* over the defaults; *templar* is a task's."""
        self._raw = {**load_role_file("preflight", "defaults", "main.yml"), **variables}
        self._templar = templar.copy_with_new_env(available_variables=self._raw)

    def __contains__(self, name: str) -> bool:
        """Tell whether variable *name* is set, or has a default."""
        return name in self._raw

    def __getitem__(self, name: str) -> Any:
        """Return the value of variable *name*, templated."""
        return self._templar.template(self._raw[name])
