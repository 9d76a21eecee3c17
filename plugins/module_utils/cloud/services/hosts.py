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

DONE = ("completed", "confirmed", "done")
FAILED = ("error", "failed", "cancelled", "reverted")
# Seconds for one server: a host sends its servers one after the other, however many are asked for at a time.
PATIENCE = 4 * 3600
TELLING = 10
LIVE = {"os-migrateLive": {"host": None, "block_migration": "auto"}}
COLD = {"migrate": None}


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
        values, raw = change.values or {}, change.found.raw
        if values.get("status", raw["status"]) != "disabled":
            raise CloudError("it takes new servers, so it does not stay empty; say `status: disabled` as well")
        is_down = raw["state"] == "down"
        if is_down and not values.get("evacuate"):
            raise CloudError(
                "Nova does not hear from it. If the host is off, say `evacuate: true` to have its servers started "
                "elsewhere; if it still runs them, that would destroy their disks"
            )
        may_restart = bool(values.get("cold"))
        faults = side_by_side(lambda one: _fault(session.api, one, ways(one, is_down, may_restart)), raw["servers"])
        if faults := [fault for fault in faults if fault]:
            raise CloudError("; ".join(faults))


def _servers_on(api: Api, host: str) -> list:
    return whole(api, f"/servers/detail?all_tenants=1&host={host}", "servers")


def ways(server: dict, is_down: bool, may_restart: bool) -> list[dict]:
    """Return the actions that take *server* away from its host, which *is_down*, the gentlest one first."""
    if is_down:
        return [{"evacuate": {}}]
    if server["status"] not in ("ACTIVE", "PAUSED"):
        return [COLD]
    return [LIVE, COLD] if may_restart and server["status"] == "ACTIVE" else [LIVE]


def _fault(api: Api, server: dict, actions: list[dict]) -> str:
    """Move *server* away by the first of *actions* that can, and return nothing, else why it is still there."""
    reasons = []
    for action in actions:
        try:
            _move(api, server, action)
            return ""
        except CloudError as error:
            reasons.append(str(error))
    return f"server {server['name']} ({server['id']}) is still there: {', and '.join(reasons)}"


def _move(api: Api, server: dict, action: dict) -> None:
    known = {migration["id"] for migration in _migrations(api, server)}
    watch = Watch(api, f"/servers/{server['id']}")
    path = f"/servers/{server['id']}/action"
    api.request("compute", "POST", path, json=action)
    ended = wait_until("moved", lambda: watch.passed(lambda: _ended(api, server, known)), PATIENCE)
    if ended == "confirm":
        api.request("compute", "POST", path, json={"confirmResize": None})
        wait_until("moved", lambda: _ended(api, server, known) == "moved")
    elif ended != "moved":
        # Why, Nova tells a moment later.
        untold = f"moved; its migration ended as {ended!r}, and Nova has not told why"
        wait_until(untold, lambda: watch.passed(lambda: None), TELLING)


def _ended(api: Api, server: dict, known: set) -> str:
    """Return `moved`, `confirm` when Nova asks for that, how a migration not among the *known* failed, else nothing."""
    found = api.request("compute", "GET", f"/servers/{server['id']}")["server"]
    if found["status"] == "VERIFY_RESIZE":
        return "confirm"
    new = [one["status"] for one in _migrations(api, server) if one["id"] not in known]
    is_elsewhere = found["OS-EXT-SRV-ATTR:host"] != server["OS-EXT-SRV-ATTR:host"]
    # Until its migration has ended, the old host is still tidying up and cannot be stopped.
    if is_elsewhere and found["OS-EXT-STS:task_state"] is None and all(status in DONE for status in new):
        return "moved"
    return next((status for status in new if status in FAILED), "")


def _migrations(api: Api, server: dict) -> list:
    """Return the migrations of *server*, the newest first."""
    path = f"/os-migrations?instance_uuid={server['id']}"
    return sorted(api.all_pages("compute", path, "migrations"), key=lambda one: one["id"], reverse=True)
