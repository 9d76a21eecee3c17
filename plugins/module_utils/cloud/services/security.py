# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Security groups and address groups: lists that are set by their differences."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import Handler, api_value
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.session import Session
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.actual import Found
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.differences import Difference
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change


class AddressGroups(Handler):
    """An address group's addresses are added and removed."""

    def set_addresses(self, session: Session, change: Change, difference: Difference) -> None:
        """Add and remove addresses."""
        before, after = set(difference.before or []), set(difference.after or [])
        for verb, addresses in (("add", after - before), ("remove", before - after)):
            if addresses:
                content = {"addresses": sorted(addresses)}
                session.api.request("network", "PUT", f"{self.path(session, change)}/{verb}_addresses", json=content)


class SecurityGroups(Handler):
    """A security group's rules are resources of their own, which cannot be changed."""

    def set_ingress(self, session: Session, change: Change, difference: Difference) -> None:
        """Set all rules for what comes in."""
        self._set_rules(session, change, "ingress", difference.after or [])

    def set_egress(self, session: Session, change: Change, difference: Difference) -> None:
        """Set all rules for what goes out; a new group has some already."""
        self._set_rules(session, change, "egress", difference.after or [])

    def _set_rules(self, session: Session, change: Change, way: str, wanted: list) -> None:
        path = self.path(session, change)
        raw = self.kind.reshape(session.api.request("network", "GET", path)["security_group"])
        kept = []
        for rule in raw[way]:
            found = Found(change.ref, raw["id"], {**raw, way: [rule]})
            said = session.actual.values(found, [way])[way][0]
            if said in wanted and said not in kept:
                kept.append(said)
            else:
                session.api.delete("network", f"/security-group-rules/{rule['id']}")
        missing = api_value(session, self.kind.fields[way], [rule for rule in wanted if rule not in kept])
        # Without its project a rule belongs to, and counts against the quota of, the login's.
        common = {"direction": way, "security_group_id": raw["id"], "project_id": raw["project_id"]}
        rules = [{**rule, **common} for rule in missing]
        if rules:
            session.api.request("network", "POST", "/security-group-rules", json={"security_group_rules": rules})
