# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The kinds of Nova that are not like the others."""

from __future__ import annotations

import base64
import time
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import ApiError, CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import Entries, Handler, Session, asks
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Kind, Ref
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.names import owner_of
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change, Difference

PATIENCE = 900
LOOK_EVERY = 1.0


class Flavors(Handler):
    """A flavour's extra specs are set and removed one by one."""

    def set_extra_specs(self, session: Session, change: Change, difference: Difference) -> None:
        """Set all extra specs."""
        path = f"{self.path(session, change)}/os-extra_specs"
        before, after = difference.before or {}, difference.after or {}
        for name in sorted(set(before) - set(after)):
            session.api.request("compute", "DELETE", f"{path}/{name}")
        if changed := {name: value for name, value in after.items() if before.get(name) != value}:
            session.api.request("compute", "POST", path, json={"extra_specs": changed})

    def listed(self, api: Api, entries: Entries) -> list:
        """Return all flavours, with who may use them where the document says who should."""
        flavors = super().listed(api, entries)
        for flavor in [flavor for flavor in flavors if asks(entries, "projects", flavor["name"])]:
            path = f"/flavors/{flavor['id']}/os-flavor-access"
            access = [] if flavor["os-flavor-access:is_public"] else api.all_pages("compute", path, "flavor_access")
            flavor["project_ids"] = [one["tenant_id"] for one in access]
        return flavors

    def set_projects(self, session: Session, change: Change, difference: Difference) -> None:
        """Let projects use the flavour, or no longer."""
        before, after = set(difference.before or []), set(difference.after or [])
        for project in sorted(before ^ after):
            verb = "addTenantAccess" if project in after else "removeTenantAccess"
            content = {verb: {"tenant": session.id_of(project)}}
            session.api.request("compute", "POST", f"{self.path(session, change)}/action", json=content)


class Aggregates(Handler):
    """An aggregate's hosts and properties are set by actions."""

    def delete(self, session: Session, change: Change) -> None:
        """Take the hosts away and delete the aggregate."""
        for host in change.found.raw["hosts"] if change.found else ():
            self._act(session, change, {"remove_host": {"host": host}})
        super().delete(session, change)

    def set_hosts(self, session: Session, change: Change, difference: Difference) -> None:
        """Add and remove hosts."""
        before, after = set(difference.before or []), set(difference.after or [])
        for host in sorted(before ^ after):
            self._act(session, change, {"add_host" if host in after else "remove_host": {"host": host}})

    def set_metadata(self, session: Session, change: Change, difference: Difference) -> None:
        """Set all properties."""
        content = {**dict.fromkeys(difference.before or {}), **(difference.after or {})}
        if content:
            self._act(session, change, {"set_metadata": {"metadata": content}})

    def _act(self, session: Session, change: Change, content: dict) -> None:
        session.api.request("compute", "POST", f"{self.path(session, change)}/action", json=content)


class ServerGroups(Handler):
    """Server groups are made in their own project; their rule is a mapping."""

    def listed(self, api: Api, entries: Entries) -> list:
        """Return the project's groups; those of all projects when the document names another's."""
        return _of_projects(api, entries, self.kind, "all_projects=True")

    def create(self, session: Session, change: Change) -> str:
        """Make the group."""
        values = change.values or {}
        limit = values.get("max_server_per_host")
        rules = {} if limit is None else {"rules": {"max_server_per_host": limit}}
        content = {"name": values["name"], "policy": values["policy"], **rules}
        api = _in_project(session, change.ref)
        answer = api.request("compute", "POST", self.kind.path, json=self.wrapped(content))
        return str(answer["server_group"]["id"])


class ComputeServices(Handler):
    """Compute services come and go with their hosts."""

    def create(self, session: Session, change: Change) -> str:
        """Say that there is no such host."""
        known = ", ".join(sorted(str(ref.key[0]) for ref in session.actual.found if ref.kind == self.kind.name))
        raise CloudError(f"no compute service runs on that host; those there are run on {known or 'no host'}")


class KeyPairs(Handler):
    """A key pair's name is its id."""

    def create(self, session: Session, change: Change) -> str:
        """Upload the public key."""
        values = {name: value for name, value in (change.values or {}).items() if value is not None}
        session.api.request("compute", "POST", "/os-keypairs", json={"keypair": values})
        return str(values["name"])


class Servers(Handler):
    """Servers are made in their own project and waited for."""

    def listed(self, api: Api, entries: Entries) -> list:
        """Return the project's servers; those of all projects when the document names another's."""
        return _of_projects(api, entries, self.kind, "all_tenants=1")

    def create(self, session: Session, change: Change) -> str:
        """Create the server and return its id once it is active."""
        api = _in_project(session, change.ref)
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
        """Set the separate fields of an existing server; a new one got them when it was made."""
        if not change.makes:
            super().complete(session, change)

    def set_metadata(self, session: Session, change: Change, difference: Difference) -> None:
        """Set all metadata."""
        path = f"{self.path(session, change)}/metadata"
        session.api.request("compute", "PUT", path, json={"metadata": difference.after or {}})

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


def _of_projects(api: Api, entries: Entries, kind: Kind, query: str) -> list:
    """Return what the project has; what all projects have when *entries* name another and the login may see it."""
    path = kind.list_path or kind.path
    if asks(entries, "project"):
        try:
            return api.all_pages("compute", f"{path}?{query}", kind.collection)
        except ApiError as error:
            if error.status != 403:
                raise
    return api.all_pages("compute", path, kind.collection)


def _in_project(session: Session, reference: Ref) -> Api:
    project = session.id_of(owner_of(reference))
    return session.api.for_project(project) if project else session.api


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
