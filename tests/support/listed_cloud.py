# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A cloud as its APIs would list it, and what a document makes of it; nothing talks to anything."""

from __future__ import annotations

from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.actual import Actual, observed
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.document import merged
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Ref
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.names import Names, Scope
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change, plan, plan_absent
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.wanted import wanted

DOMAIN = {"id": "d", "name": "Default"}
ADMIN = {"id": "p", "name": "admin", "domain_id": "d", "tags": []}
OTHER = {"id": "q", "name": "other", "domain_id": "d", "tags": []}
SCOPE = Scope(Ref("projects", (Ref("domains", ("Default",)), "admin")))


def network(name: str, project: str = "p", **fields: Any) -> dict[str, Any]:
    """Return a network as Neutron lists it."""
    usual = {"description": "", "shared": False, "mtu": 1442, "tags": [], "provider:network_type": "geneve"}
    return {"id": f"{project}-{name}", "name": name, "project_id": project, **usual, **fields}


def subnet(name: str, network_id: str, **fields: Any) -> dict[str, Any]:
    """Return a subnet as Neutron lists it."""
    usual = {"cidr": "192.0.2.0/24", "tags": [], "enable_dhcp": True}
    return {"id": f"{network_id}-{name}", "name": name, "network_id": network_id, **usual, **fields}


def look(**listed: list) -> Actual:
    """Return what a cloud with the resources *listed* holds."""
    return observed({"domains": [DOMAIN], "projects": [ADMIN, OTHER], **listed}, Names(SCOPE))


def changes(document: dict, prune: bool = False, **listed: list) -> list[Change]:
    """Return the plan for *document* on a cloud with the resources *listed*."""
    actual, one = look(**listed), merged([document])
    return plan(wanted(one, actual.names), actual, one.name, prune)


def removals(document: dict, **listed: list) -> list[Change]:
    """Return the plan for *document* to be absent."""
    actual, one = look(**listed), merged([document])
    return plan_absent(wanted(one, actual.names), actual, one.name)
