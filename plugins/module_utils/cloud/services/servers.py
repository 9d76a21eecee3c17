# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Servers: made in their own project, waited for, and changed by actions."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.cells import whole
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import ApiError, CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import Entries, Handler
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.services.actions import Watch
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.services.compute import of_projects
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.services.volume import wait_for
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.session import Session
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.waiting import is_gone, wait_until
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.differences import OWNER, Difference
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.names import plain
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.services.servers import RUNNING

# In this order are the separate fields of a server that exists changed: what restarts it comes last.
ORDER = ("tags", "metadata", "networks", "security_groups", "volumes", "flavor", "image", "running")


class Servers(Handler):
    """Servers are made in their own project and waited for."""

    def listed(self, api: Api, entries: Entries) -> list:
        """Return the project's servers; those of all projects when the document names another's."""
        return of_projects(entries, lambda query: whole(api, f"/servers/detail{query}", "servers"), "?all_tenants=1")

    def create(self, session: Session, change: Change) -> str:
        """Create the server and return its id once it is active."""
        api = session.api_in(change.ref)
        content = {"server": {**_description(session, change), "tags": self.tags(change)}}
        if group := (change.values or {}).get("server_group"):
            content["os:scheduler_hints"] = {"group": session.id_of(group)}
        identifier = api.request("compute", "POST", "/servers", json=content)["server"]["id"]
        wait_until("active", lambda: _has(api, f"/servers/{identifier}", "ACTIVE"))
        return str(identifier)

    def update(self, session: Session, change: Change) -> None:
        """Wait for a server that another run began to make or change, and change its description."""
        path = self.path(session, change)
        wait_until("ready", lambda: _confirmed(session.api, path))
        if changed := self.changed(change):
            session.api.request("compute", "PUT", path, json={"server": changed})

    def delete(self, session: Session, change: Change) -> None:
        """Delete the server and wait until it is gone, so that what it used can go too."""
        super().delete(session, change)
        path = self.path(session, change)
        wait_until("gone", lambda: is_gone(lambda: session.api.request("compute", "GET", path)))

    def complete(self, session: Session, change: Change) -> None:
        """Set the separate fields, gentle ones first."""
        pending = {each.field: each for each in change.fields(separate=True)}
        if OWNER in pending:
            pending.setdefault("tags", pending[OWNER])
        for name in [name for name in ORDER if name in pending]:
            getattr(self, f"set_{name}")(session, change, pending[name])

    def set_metadata(self, session: Session, change: Change, difference: Difference) -> None:
        """Set all metadata."""
        path = f"{self.path(session, change)}/metadata"
        session.api.request("compute", "PUT", path, json={"metadata": difference.after or {}})

    def set_volumes(self, session: Session, change: Change, difference: Difference) -> None:
        """Attach and detach volumes."""
        before, after = set(difference.before or []), set(difference.after or [])
        path = f"{self.path(session, change)}/os-volume_attachments"
        for volume in sorted(before - after):
            session.api.delete("compute", f"{path}/{session.id_of(volume)}")
            wait_for(session.api, str(session.id_of(volume)), "available")
        for volume in sorted(after - before):
            content = {"volumeAttachment": {"volumeId": session.id_of(volume)}}
            session.api.request("compute", "POST", path, json=content)
            wait_for(session.api, str(session.id_of(volume)), "in-use")

    def set_networks(self, session: Session, change: Change, difference: Difference) -> None:
        """Give the server a port on each network that it has none on, and take those on others away."""
        before, after = set(difference.before or []), set(difference.after or [])
        path = f"{self.path(session, change)}/os-interface"
        gone = {session.id_of(network) for network in before - after}
        ports = session.api.request("compute", "GET", path)["interfaceAttachments"] if gone else []
        for network in sorted(after - before):
            content = {"interfaceAttachment": {"net_id": session.id_of(network)}}
            session.api.request("compute", "POST", path, json=content)
        for port in [port["port_id"] for port in ports if port["net_id"] in gone]:
            watch = Watch(session.api, self.path(session, change))
            session.api.delete("compute", f"{path}/{port}")
            wait_until("without that port", partial(watch.passed, partial(_lacks_port, session.api, path, port)))

    def set_security_groups(self, session: Session, change: Change, difference: Difference) -> None:
        """Add and remove security groups."""
        before, after = set(difference.before or []), set(difference.after or [])
        for verb, groups in (("add", after - before), ("remove", before - after)):
            for group in sorted(groups):
                try:
                    self._act(session, change, {f"{verb}SecurityGroup": {"name": session.id_of(group)}})
                except ApiError as error:
                    # The port that brought the group may have lost it in this very run.
                    if verb == "add" or error.status != 404:
                        raise

    def set_flavor(self, session: Session, change: Change, difference: Difference) -> None:
        """Resize the server, and confirm that once Nova asks."""
        flavor, path = str(plain(difference.after)), self.path(session, change)
        content = {"resize": {"flavorRef": session.id_of(difference.after)}}
        self._act_until(session, change, content, lambda: _is_resized(session.api, path, flavor))

    def set_image(self, session: Session, change: Change, difference: Difference) -> None:
        """Rebuild the server; it keeps its id, ports, addresses and volumes."""
        path = self.path(session, change)
        content = {"rebuild": {"imageRef": session.id_of(difference.after)}}
        self._act_until(session, change, content, lambda: _has(session.api, path, *RUNNING))

    def set_running(self, session: Session, change: Change, difference: Difference) -> None:
        """Start or stop the server; a new one runs already."""
        if difference.after is None or (change.makes and difference.after):
            return
        path = self.path(session, change)
        status = next(name for name, running in RUNNING.items() if running == difference.after)
        content = {"os-start" if difference.after else "os-stop": None}
        self._act_until(session, change, content, lambda: _has(session.api, path, status))

    def _act(self, session: Session, change: Change, content: dict) -> None:
        session.api.request("compute", "POST", f"{self.path(session, change)}/action", json=content)

    def _act_until(self, session: Session, change: Change, content: dict, condition: Callable[[], bool]) -> None:
        watch = Watch(session.api, self.path(session, change))
        self._act(session, change, content)
        wait_until("done", lambda: watch.passed(condition))


def _description(session: Session, change: Change) -> dict:
    """Return what Nova wants to know of a new server."""
    wanted = {name: value for name, value in (change.values or {}).items() if value is not None}
    result: dict[str, Any] = {
        "name": wanted["name"],
        "flavorRef": session.id_of(wanted["flavor"]),
        "networks": _networks(session, wanted) or "auto",
    }
    if "boot_volume_size" in wanted:
        result["block_device_mapping_v2"] = [_boot_volume(session, wanted)]
    elif "image" in wanted:
        result["imageRef"] = session.id_of(wanted["image"])
    if "key_pair" in wanted:
        result["key_name"] = session.id_of(wanted["key_pair"])
    if "security_groups" in wanted:
        result["security_groups"] = [{"name": session.id_of(group)} for group in wanted["security_groups"]]
    if "user_data" in wanted:
        result["user_data"] = base64.b64encode(wanted["user_data"].encode()).decode()
    plain = ("availability_zone", "config_drive", "description", "metadata")
    return {**result, **{name: wanted[name] for name in plain if name in wanted}}


def _networks(session: Session, wanted: dict) -> list[dict]:
    """Return the ports, and the networks on which none of them is."""
    ports = wanted.get("ports", [])
    others = [network for network in wanted.get("networks", []) if network not in [port.key[0] for port in ports]]
    return [{"port": session.id_of(port)} for port in ports] + [{"uuid": session.id_of(one)} for one in others]


def _boot_volume(session: Session, wanted: dict) -> dict:
    return {
        "boot_index": 0,
        "source_type": "image",
        "uuid": session.id_of(wanted["image"]),
        "destination_type": "volume",
        "volume_size": wanted["boot_volume_size"],
        "delete_on_termination": True,
    }


def _has(api: Api, path: str, *statuses: str) -> bool:
    """Return whether the server has one of *statuses* and nothing is done to it; raise CloudError when it failed."""
    server = api.request("compute", "GET", path)["server"]
    # The reason is told a moment after the status.
    if server["status"] == "ERROR" and "fault" in server:
        raise CloudError(f"it failed: {server['fault']['message']}")
    return server["status"] in statuses and server.get("OS-EXT-STS:task_state") is None


def _confirmed(api: Api, path: str) -> bool:
    """Return whether the server is as it was asked to be, and confirm a resize that waits for that."""
    if _has(api, path, "VERIFY_RESIZE"):
        api.request("compute", "POST", f"{path}/action", json={"confirmResize": None})
        return False
    return _has(api, path, *RUNNING)


def _is_resized(api: Api, path: str, flavor: str) -> bool:
    found = api.request("compute", "GET", path)["server"]["flavor"]["original_name"]
    return found == flavor and _confirmed(api, path)


def _lacks_port(api: Api, path: str, port: str) -> bool:
    return port not in [one["port_id"] for one in api.request("compute", "GET", path)["interfaceAttachments"]]
