# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""QoS policies."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import Handler
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.session import Session
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.differences import Difference
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change


class QosPolicies(Handler):
    """A QoS policy's rules are resources of their own."""

    def set_bandwidth_limits(self, session: Session, change: Change, difference: Difference) -> None:
        """Set all limits."""
        self._set_rules(session, change, "bandwidth_limit", difference.after or [])

    def set_minimum_bandwidths(self, session: Session, change: Change, difference: Difference) -> None:
        """Set all guarantees."""
        self._set_rules(session, change, "minimum_bandwidth", difference.after or [])

    def set_tags(self, session: Session, change: Change, difference: Difference) -> None:
        """Set all tags, which the API keeps at another path than the policy."""
        path = self.path(session, change).replace("/qos/", "/", 1)
        session.api.request("network", "PUT", f"{path}/tags", json={"tags": self.tags(change)})

    def set_dscp_mark(self, session: Session, change: Change, difference: Difference) -> None:
        """Set the mark."""
        marks = [] if difference.after is None else [{"dscp_mark": difference.after}]
        self._set_rules(session, change, "dscp_marking", marks)

    def _set_rules(self, session: Session, change: Change, kind: str, wanted: list) -> None:
        path = f"{self.path(session, change)}/{kind}_rules"
        had = {rule.pop("id"): rule for rule in session.api.request("network", "GET", path)[f"{kind}_rules"]}
        # A policy has one rule of a type and direction: the old one must go first.
        for identifier in [identifier for identifier, rule in had.items() if rule not in wanted]:
            session.api.request("network", "DELETE", f"{path}/{identifier}")
        for rule in [rule for rule in wanted if rule not in had.values()]:
            session.api.request("network", "POST", path, json={f"{kind}_rule": rule})
