# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The kinds of Neutron for sharing and pooling that are not like the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import Handler, Session, api_value
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change, Difference
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.sharing import SHARED_OBJECTS


class AddressGroups(Handler):
    """An address group's addresses are added and removed."""

    def set_addresses(self, session: Session, change: Change, difference: Difference) -> None:
        """Add and remove addresses."""
        before, after = set(difference.before or []), set(difference.after or [])
        for verb, addresses in (("add", after - before), ("remove", before - after)):
            if addresses:
                content = {"addresses": sorted(addresses)}
                session.api.request("network", "PUT", f"{self.path(session, change)}/{verb}_addresses", json=content)


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


class Ports(Handler):
    """A port's addresses are mappings."""

    def content(self, session: Session, change: Change, values: Mapping[str, Any]) -> dict:
        """Return *values* with the addresses as the API wants them."""
        result = super().content(session, change, values)
        if "addresses" in result:
            result["fixed_ips"] = [{"ip_address": address} for address in result.pop("addresses") or []]
        return result


class Trunks(Handler):
    """A trunk's sub-ports are added and removed."""

    def set_sub_ports(self, session: Session, change: Change, difference: Difference) -> None:
        """Add and remove sub-ports."""
        before, after = difference.before or [], difference.after or []
        gone = [{"port_id": session.id_of(one["port"])} for one in before if one not in after]
        new = api_value(session, self.kind.fields["sub_ports"], [one for one in after if one not in before])
        for verb, ports in (("remove", gone), ("add", new)):
            if ports:
                path = f"{self.path(session, change)}/{verb}_subports"
                session.api.request("network", "PUT", path, json={"sub_ports": ports})
