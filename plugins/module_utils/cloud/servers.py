# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Servers: made in their own project, waited for, and changed by actions."""

from __future__ import annotations

import base64
import time
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.compute import in_project, of_projects
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import ApiError, CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import Entries, Handler, Session
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.volume import wait_until
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change, Difference

PATIENCE = 900
LOOK_EVERY = 1.0


class Servers(Handler):
    """Servers are made in their own project and waited for."""

    def listed(self, api: Api, entries: Entries) -> list:
        """Return the project's servers; those of all projects when the document names another's."""
        return of_projects(api, entries, self.kind, "all_tenants=1")

    def create(self, session: Session, change: Change) -> str:
        """Create the server and return its id once it is active."""
        api = in_project(session, change.ref)
        content = {"server": {**_description(session, change), "tags": self.tags(change)}}
        if group := (change.values or {}).get("server_group"):
            content["os:scheduler_hints"] = {"group": session.id_of(group)}
        answer = api.request("compute", "POST", "/servers", json=content)
        identifier = answer["server"]["id"]
        _wait_until_active(api, identifier)
        return identifier

    def delete(self, session: Session, change: Change) -> None:
        """Delete the server and wait until it is gone, so that what it used can go too."""
        super().delete(session, change)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                session.api.request("compute", "GET", f"/servers/{change.found.id if change.found else None}")
            except ApiError as error:
                if error.status == 404:
                    return
                raise
            time.sleep(LOOK_EVERY)
        raise CloudError(f"it is still there {PATIENCE} s after it was deleted")

    def complete(self, session: Session, change: Change) -> None:
        """Set the separate fields of an existing server; a new one got them when it was made, but for volumes."""
        if not change.makes:
            super().complete(session, change)
            return
        for difference in change.fields(separate=True):
            if difference.field == "volumes":
                self.set_volumes(session, change, difference)

    def set_metadata(self, session: Session, change: Change, difference: Difference) -> None:
        """Set all metadata."""
        path = f"{self.path(session, change)}/metadata"
        session.api.request("compute", "PUT", path, json={"metadata": difference.after or {}})

    def set_volumes(self, session: Session, change: Change, difference: Difference) -> None:
        """Attach and detach volumes."""
        before, after = set(difference.before or []), set(difference.after or [])
        path = f"{self.path(session, change)}/os-volume_attachments"
        for volume in sorted(before - after):
            session.api.request("compute", "DELETE", f"{path}/{session.id_of(volume)}")
            wait_until(session.api, str(session.id_of(volume)), "available")
        for volume in sorted(after - before):
            content = {"volumeAttachment": {"volumeId": session.id_of(volume)}}
            session.api.request("compute", "POST", path, json=content)
            wait_until(session.api, str(session.id_of(volume)), "in-use")

    def set_security_groups(self, session: Session, change: Change, difference: Difference) -> None:
        """Add and remove security groups."""
        before, after = set(difference.before or []), set(difference.after or [])
        path = f"{self.path(session, change)}/action"
        for verb, groups in (("add", after - before), ("remove", before - after)):
            for group in sorted(groups):
                content = {f"{verb}SecurityGroup": {"name": session.id_of(group)}}
                try:
                    session.api.request("compute", "POST", path, json=content)
                except ApiError as error:
                    # The port that brought the group may have lost it in this very run.
                    if verb == "add" or error.status != 404:
                        raise


def _description(session: Session, change: Change) -> dict:
    wanted = {name: value for name, value in (change.values or {}).items() if value is not None}
    networks = [{"uuid": session.id_of(network)} for network in wanted.get("networks", [])]
    networks += [{"port": session.id_of(port)} for port in wanted.get("ports", [])]
    result: dict[str, Any] = {
        "name": wanted["name"],
        "flavorRef": session.id_of(wanted["flavor"]),
        "networks": networks or "auto",
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
    result.update(
        {
            name: wanted[name]
            for name in ("availability_zone", "config_drive", "description", "metadata")
            if name in wanted
        }
    )
    return result


def _boot_volume(session: Session, wanted: dict) -> dict:
    return {
        "boot_index": 0,
        "source_type": "image",
        "uuid": session.id_of(wanted["image"]),
        "destination_type": "volume",
        "volume_size": wanted["boot_volume_size"],
        "delete_on_termination": True,
    }


def _wait_until_active(api: Api, identifier: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        server = api.request("compute", "GET", f"/servers/{identifier}")["server"]
        if server["status"] == "ACTIVE":
            return
        # The reason is told a moment after the status.
        if server["status"] == "ERROR" and "fault" in server:
            raise CloudError(f"it failed to start: {server['fault']['message']}")
        time.sleep(LOOK_EVERY)
    raise CloudError(f"it is {server['status']} and not yet ACTIVE after {PATIENCE} s")
