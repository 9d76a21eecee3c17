# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""RBAC policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import Handler
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.session import Session
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.services.rbac import SHARED_OBJECTS


class RbacPolicies(Handler):
    """An RBAC policy names its object by type and id."""

    def content(self, session: Session, change: Change, values: Mapping[str, Any]) -> dict:
        """Return *values* with the object as the API wants it."""
        field = next(name for name in SHARED_OBJECTS if values.get(name))
        target = values.get("target_project")
        return {
            "action": values["action"],
            "object_type": SHARED_OBJECTS[field],
            "object_id": session.id_of(values[field]),
            "target_tenant": session.id_of(target) if target else "*",
        }
