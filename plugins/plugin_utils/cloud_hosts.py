# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Hosts of a cloud opened, drained and forgotten, as results of a task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.cells import whole
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.cloud_hosts import alive, document, records
from ansible_collections.stackwright.cloud.plugins.plugin_utils.resources import reconciled

SERVICES = "/os-services?binary=nova-compute"


def bring(api: Api, options: Mapping[str, Any], check: bool) -> dict[str, Any]:
    """Return the result of a task that brings hosts to a state; *options* are the module's."""
    try:
        services = whole(api, SERVICES, "services") if api.offers("compute", certainly=True) else []
        if options["state"] == "absent":
            return _forgotten(api, options["hosts"], services, check)
        if options["dead"] and (heard := alive(options["hosts"], services)):
            return {"failed": True, "msg": _not_dead(heard)}
        return reconciled(api, [document(options["hosts"], services, options["state"], options)], check=check)
    except CloudError as error:
        return {"failed": True, "msg": str(error)}


def _forgotten(api: Api, hosts: list[str], services: list, check: bool) -> dict[str, Any]:
    agents = api.all_pages("network", "/agents", "agents") if api.offers("network", certainly=True) else []
    gone = []
    for record in records(hosts, services, agents):
        if not check:
            try:
                api.delete(record.service, record.path)
            except CloudError as error:
                return {"failed": True, "changed": bool(gone), "plan": gone, "msg": f"{record.label}: {error}"}
        gone.append(f"- {record.label}")
    text = "".join(f"{line}\n" for line in gone)
    return {"changed": bool(gone), "plan": gone, "diff": {"prepared": text}}


def _not_dead(hosts: list[str]) -> str:
    return (
        f"nothing was changed: Nova hears from {', '.join(hosts)}, or did within the last minute. Only a host that is "
        "off is dead: to start its servers elsewhere while it runs them would destroy their disks"
    )
