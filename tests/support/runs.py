# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a task of the resources modules does, without Ansible around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.export import Export
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import SERVICES
from ansible_collections.stackwright.cloud.plugins.plugin_utils.resources import connected, reconciled
from ansible_collections.stackwright.cloud.plugins.plugin_utils.resources_export import export


@dataclass
class Runs:
    """Runs of documents against one cloud, with the *login* that the tasks would have."""

    login: dict[str, Any]

    def api(self) -> Api:
        """Log in."""
        return connected(self.login)

    def apply(self, *documents: dict[str, Any], prune: bool = False, **options: Any) -> dict[str, Any]:
        """Return the result of a task."""
        return reconciled(self.api(), list(documents), pruned=SERVICES if prune else (), **options)

    def applied(self, *documents: dict[str, Any], **options: Any) -> list[str]:
        """Return the plan of a task that must not fail."""
        result = self.apply(*documents, **options)
        assert not result.get("failed"), result["msg"]
        return result["plan"]

    def exported(self) -> dict[str, Any]:
        """Return the document of all that the cloud has."""
        return self.export().document

    def export(self) -> Export:
        """Return that document, and what it does not tell."""
        return export(self.api(), None, [], all_projects=True)
