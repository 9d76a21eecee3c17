# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a run knows of the cloud, for all its steps."""

from __future__ import annotations

from dataclasses import dataclass, field

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.actual import Actual
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Ref
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.names import is_unseen, owner_of


@dataclass
class Session:
    """What the handlers share: the APIs, what was found, and the ids of what has been made since."""

    api: Api
    actual: Actual
    made: dict[Ref, str] = field(default_factory=dict)

    def id_of(self, reference: Ref | None) -> str | None:
        """Return the id of *reference*."""
        if reference is None:
            return None
        if reference in self.made:
            return self.made[reference]
        if is_unseen(reference):
            return str(reference.key[1])
        return str(self.actual.found[reference][0].id)

    @property
    def project(self) -> Ref | None:
        """Return the project of the login."""
        return self.actual.names.scope.project

    def api_in(self, reference: Ref) -> Api:
        """Return the APIs as the login's user in the project of *reference*."""
        project = self.id_of(owner_of(reference))
        return self.api.for_project(project) if project else self.api
