# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A node as Ironic tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.wanted import MARK


@dataclass(frozen=True)
class Found:
    """A node: Ironic's own attributes, and its ports by their MAC addresses."""

    raw: Mapping[str, Any]
    ports: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Return Ironic's UUID of the node."""
        return str(self.raw.get("uuid", ""))

    @property
    def state(self) -> str:
        """Return the provision state."""
        return str(self.raw.get("provision_state", ""))

    @property
    def mark(self) -> Mapping[str, Any]:
        """Return what this collection has noted of the node."""
        return self.raw.get("extra", {}).get(MARK) or {}

    @property
    def hardware(self) -> Mapping[str, Any] | None:
        """Return what the newest inspection found, None where nobody has asked for that yet."""
        known = self.mark.get("hardware")
        return known if known and known.get("inspected") == self.raw.get("inspection_finished_at") else None

    def but(self, **attributes: Any) -> Found:
        """Return the node with other *attributes*."""
        return replace(self, raw={**self.raw, **attributes})

    def marked(self, **entries: Any) -> Found:
        """Return the node with other *entries* in its mark."""
        return self.but(extra={**self.raw.get("extra", {}), MARK: {**self.mark, **entries}})
