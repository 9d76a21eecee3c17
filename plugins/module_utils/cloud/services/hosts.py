# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Nova's own hosts: closed to new servers, and emptied."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.cells import whole
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import Entries, Handler, asks
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.services.actions import Watch
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.session import Session
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.side_by_side import side_by_side
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.waiting import wait_until
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.differences import Difference
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change

FAILED = ("error", "failed", "cancelled", "reverted")


class ComputeServices(Handler):
    """Compute services come and go with their hosts."""

    def listed(self, api: Api, entries: Entries) -> list:
        """Return all, with the servers on those that the document wants empty."""
        services = whole(api, self.kind.list_path, self.kind.collection)
        asked = [one for one in services if entries is not None and asks(entries, "empty", one["host"])]
        for one, servers in zip(asked, side_by_side(lambda one: _servers_on(api, one["host"]), asked)):
            one.update(servers=servers, empty=not servers)
        return services

    def create(self, session: Session, change: Change) -> str:
        """Say that there is no such host."""
        known = ", ".join(sorted(str(ref.key[0]) for ref in session.actual.found if ref.kind == self.kind.name))
        raise CloudError(f"no compute service runs on that host; those there are run on {known or 'no host'}")

    def update(self, session: Session, change: Change) -> None:
        """Open or close the host; only a closed one has a reason."""
        values, found = change.values or {}, change.found.raw if change.found else {}
        content = {"status": values.get("status", found["status"])}
        if content["status"] == "disabled" and values.get("disabled_reason"):
            content["disabled_reason"] = values["disabled_reason"]
        session.api.request("compute", "PUT", self.path(session, change), json=content)

    def set_empty(self, session: Session, change: Change, difference: Difference) -> None:
        """Move all servers to other hosts, some at a time."""
        if not (difference.after and change.found):
            return
        if (change.values or {}).get("status", change.found.raw["status"]) != "disabled":
            raise CloudError("it takes new servers, so it does not stay empty; say `status: disabled` as well")
        is_down = change.found.raw["state"] == "down"
        if is_down and not (change.values or {}).get("evacuate"):
            raise CloudError(
                "Nova does not hear from it. If the host is off, say `evacuate: true` to have its servers started "
                "elsewhere; if it still runs them, that would destroy their disks"
            )
        faults = side_by_side(lambda server: _fault(session.api, server, is_down), change.found.raw["servers"])
        if faults := [fault for fault in faults if fault]:
            raise CloudError("; ".join(faults))


def _servers_on(api: Api, host: str) -> list:
    return whole(api, f"/servers/detail?all_tenants=1&host={host}", "servers")


def _fault(api: Api, server: dict, is_down: bool) -> str:
    """Move *server* away and return nothing, else why it is still there."""
    try:
        _move(api, server, is_down)
    except CloudError as error:
        return f"server {server['name']} ({server['id']}) is still there: {error}"
    return ""


def _move(api: Api, server: dict, is_down: bool) -> None:
    known = {migration["id"] for migration in _migrations(api, server)}
    watch = Watch(api, f"/servers/{server['id']}")
    path = f"/servers/{server['id']}/action"
    if is_down:
        action: dict = {"evacuate": {}}
    elif server["status"] in ("ACTIVE", "PAUSED"):
        action = {"os-migrateLive": {"host": None, "block_migration": "auto"}}
    else:
        action = {"migrate": None}
    api.request("compute", "POST", path, json=action)
    ended = wait_until("moved", lambda: watch.passed(lambda: _ended(api, server, known)))
    if ended == "confirm":
        api.request("compute", "POST", path, json={"confirmResize": None})
        wait_until("moved", lambda: _ended(api, server, known) == "moved")
    elif ended != "moved":
        raise CloudError(f"its migration ended as {ended!r}; the log of nova-conductor or nova-compute says why")


def _ended(api: Api, server: dict, known: set) -> str:
    """Return `moved`, `confirm` when Nova asks for that, how a migration not among the *known* failed, else nothing."""
    found = api.request("compute", "GET", f"/servers/{server['id']}")["server"]
    if found["status"] == "VERIFY_RESIZE":
        return "confirm"
    is_elsewhere = found["OS-EXT-SRV-ATTR:host"] != server["OS-EXT-SRV-ATTR:host"]
    if is_elsewhere and found["OS-EXT-STS:task_state"] is None:
        return "moved"
    new = [one["status"] for one in _migrations(api, server) if one["id"] not in known]
    return next((status for status in new if status in FAILED), "")


def _migrations(api: Api, server: dict) -> list:
    """Return the migrations of *server*, the newest first."""
    path = f"/os-migrations?instance_uuid={server['id']}"
    return sorted(api.all_pages("compute", path, "migrations"), key=lambda one: one["id"], reverse=True)
