# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Fields that many kinds have."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field

DOMAIN = Field("The domain; without it, `Default`.", refers="domains", fixed=True)
PROJECT = Field("The project that owns it; without it, the login's.", refers="projects", fixed=True)
ENABLED = Field("Whether it may be used.", type="boolean", usual=True)
ADMIN_STATE = Field("Whether it works.", type="boolean", api="admin_state_up", usual=True)
DESCRIPTION = Field("Free text for people.", type="text")
NAME = Field("Its name.", required=True)
TAGS = Field("Labels.", type="set", separate=True)
