# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Ports and trunks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import Handler, api_value
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.session import Session
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.differences import Difference
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change


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
