# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Ironic's nodes: listed in bulk, and each step of a node as the requests that it takes."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import ApiError
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.differences import (
    Difference,
    applied,
    differences,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.fields import INTERFACES
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.found import Found
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.hardware import summary
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.password import fingerprint
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.plan import Known, known
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.states import VERBS
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.steps import Step, marks
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.wanted import MARK, Wanted

SERVICE = "baremetal"
# What changes while Ironic works, and is asked for again and again.
PASSING_FIELDS = (
    "uuid",
    "provision_state",
    "target_provision_state",
    "power_state",
    "target_power_state",
    "last_error",
    "reservation",
    "maintenance",
    "maintenance_reason",
    "fault",
    "inspection_finished_at",
    "clean_step",
    "deploy_step",
    # To whom the others are shown: without it, Keystone's administrators of the system alone see all of them.
    "owner",
)
# Not `instance_info`, which holds config drives.
FIELDS = (
    *PASSING_FIELDS,
    "name",
    "driver",
    "driver_info",
    "properties",
    "extra",
    "traits",
    "resource_class",
    "description",
    "retired",
    "automated_clean",
    "network_data",
    "protected",
    *(f"{kind}_interface" for kind in INTERFACES if kind != "firmware"),
)
PORT_FIELDS = ("uuid", "address", "node_uuid", "pxe_enabled", "physical_network")


class Ironic:
    """The nodes of one Ironic."""

    def __init__(self, api: Api, salt: str = "") -> None:
        """Ask *api*; *salt* is for fingerprints of passwords, which reading needs none of."""
        self._api = api
        self._salt = salt

    def known(self) -> Known:
        """Return all nodes and ports."""
        with ThreadPoolExecutor(1) as pool:
            ports = pool.submit(self._listed, "ports", PORT_FIELDS)
            return known(self._listed("nodes", FIELDS), ports.result())

    def again(self, identifier: str) -> Found | None:
        """Return the node with that name or UUID, None where there is none."""
        try:
            node = self._api.request(SERVICE, "GET", f"/nodes/{identifier}?fields={','.join(FIELDS)}")
        except ApiError as error:
            if error.status != 404:
                raise
            return None
        ports = self._listed("ports", PORT_FIELDS, f"&node={node['uuid']}")
        return Found(node, {port["address"]: port for port in ports})

    def states(self) -> dict[str, dict[str, Any]]:
        """Return what changes while Ironic works, by the nodes' UUIDs."""
        return {node["uuid"]: node for node in self._listed("nodes", PASSING_FIELDS)}

    def _listed(self, kind: str, fields: Iterable[str], those: str = "") -> list[dict]:
        return self._api.all_pages(SERVICE, f"/{kind}?fields={','.join(fields)}{those}", kind)

    def begin(self, wanted: Wanted, found: Found | None, step: Step) -> Found | None:
        """Do *step*, or have Ironic begin it, and return the node as it is then; raise CloudError."""
        if found is None:
            return self._enrol(wanted)
        if step.name == "update":
            return self._update(wanted, found, step.differences)
        if step.name in VERBS:
            return self._provision(wanted, found, step)
        return getattr(self, f"_{step.name.partition(' ')[0]}")(found, step)

    def mark(self, found: Found, **entries: Any) -> Found:
        """Note *entries* of the node."""
        noted = found.marked(**entries)
        self._patch(found, [_add(("extra",), noted.raw["extra"])])
        return noted

    def _request(self, method: str, found: Found, path: str = "", **content: Any) -> Any:
        return self._api.request(SERVICE, method, f"/nodes/{found.id}{path}", **content)

    def _patch(self, found: Found, operations: list[dict], query: str = "") -> None:
        if operations:
            self._request("PATCH", found, query, json=operations)

    def _enrol(self, wanted: Wanted) -> Found:
        """Make the node; what it is made of in several requests is completed by the next run's `update` if need be."""
        nothing = Found({"retired": False, "provision_state": "enroll"})
        every = differences(wanted, nothing)
        of_node = [one for one in every if one.place[0] not in ("ports", "traits", "maintenance")]
        filled = applied(nothing, tuple(of_node)).raw
        content = {name: value for name, value in filled.items() if name not in ("retired", "provision_state")}
        content = {**content, "name": wanted.name, "extra": self._extra(wanted, Found(filled), of_node)}
        made = Found(self._api.request(SERVICE, "POST", "/nodes", json=content))
        return self._update(wanted, made, tuple(one for one in every if one not in of_node))

    def _update(self, wanted: Wanted, found: Found, changes: tuple[Difference, ...]) -> Found:
        plain = [one for one in changes if one.place[0] not in ("ports", "traits", "maintenance", "extra")]
        operations = [_add(one.place, one.after) for one in plain]
        after = applied(found, changes)
        if any(one.secret or one.place[0] == "extra" for one in changes):
            extra = self._extra(wanted, after, changes)
            operations.append(_add(("extra",), extra))
            after = after.but(extra=extra)
        new_driver = any(one.place == ("driver",) for one in changes)
        self._patch(found, operations, "?reset_interfaces=true" if new_driver else "")
        for one in changes:
            if one.place[0] in ("ports", "traits", "maintenance"):
                getattr(self, f"_set_{one.place[0]}")(found, one)
        return after

    def _extra(self, wanted: Wanted, found: Found, changes: Iterable[Difference]) -> dict[str, Any]:
        """Return the node's `extra` with the fingerprint of a password that is new."""
        new = any(one.secret for one in changes)
        noted = found.marked(password=fingerprint(wanted.password, self._salt)) if new else found
        return {**noted.raw.get("extra", {}), MARK: dict(noted.mark)}

    def _set_ports(self, found: Found, difference: Difference) -> None:
        mac = difference.place[1]
        port = found.ports.get(mac)
        if port is None:
            content = {"address": mac, "node_uuid": found.id, **difference.after}
            self._api.request(SERVICE, "POST", "/ports", json=content)
        else:
            operations = [_add((name,), value) for name, value in difference.after.items()]
            self._api.request(SERVICE, "PATCH", f"/ports/{port['uuid']}", json=operations)

    def _set_traits(self, found: Found, difference: Difference) -> None:
        self._request("PUT", found, "/traits", json={"traits": difference.after})

    def _set_maintenance(self, found: Found, difference: Difference) -> None:
        method = "PUT" if difference.after else "DELETE"
        content = {"json": {"reason": difference.after}} if difference.after else {}
        self._request(method, found, "/maintenance", **content)

    def _resume(self, found: Found, _step: Step) -> Found:
        self._request("DELETE", found, "/maintenance")
        return found.but(maintenance=False, fault=None)

    def _power(self, found: Found, step: Step) -> Found:
        self._request("PUT", found, "/states/power", json={"target": step.name})
        return found

    def _reboot(self, found: Found, _step: Step) -> Found:
        self._request("PUT", found, "/states/power", json={"target": "rebooting"})
        return found

    def _record(self, found: Found, _step: Step) -> Found:
        """Keep what the inspection found in the node, so that inventories need no request for each."""
        try:
            inventory = self._request("GET", found, "/inventory")
        except ApiError as error:
            # An inspection out of band may have none.
            if error.status != 404:
                raise
            inventory = None
        return self.mark(found, hardware=summary(inventory, found.raw["inspection_finished_at"]))

    def _delete(self, found: Found, _step: Step) -> None:
        self._request("DELETE", found)

    def _forget(self, found: Found, step: Step) -> None:
        """Delete the node whatever its state, and without a word to a machine that is not there any more."""
        self._request("PUT", found, "/maintenance", json={"reason": "replaced by another machine"})
        self._delete(found, step)

    def _provision(self, wanted: Wanted, found: Found, step: Step) -> Found:
        content: dict[str, Any] = {"target": VERBS[step.name][0]}
        if step.name in ("deploy", "rebuild"):
            noted = found.marked(**marks(wanted, step))
            self._patch(found, [_add(("instance_info",), wanted.instance_info()), _add(("extra",), noted.raw["extra"])])
            found, content["configdrive"] = noted, wanted.config_drive()
        elif step.name == "configure":
            if wanted.raid():
                self._request("PUT", found, "/states/raid", json=wanted.raid())
            content["clean_steps"] = wanted.clean_steps()
        elif step.name == "erase":
            content["clean_steps"] = [{"interface": "deploy", "step": "erase_devices"}]
        elif step.name == "rescue":
            content["rescue_password"] = wanted.rescue_password
        self._request("PUT", found, "/states/provision", json=content)
        return found


def _add(place: tuple[str, ...], value: Any) -> dict[str, Any]:
    """Return the operation of JSON Patch (RFC 6902) that sets *value*, whether or not there was one."""
    path = "/".join(part.replace("~", "~0").replace("/", "~1") for part in place)
    return {"op": "add", "path": f"/{path}", "value": value}
