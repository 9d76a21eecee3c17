# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Stacks: made and updated in their own project, and waited for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import Entries, Handler
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.services.compute import of_projects
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.session import Session
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.side_by_side import side_by_side
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.waiting import is_gone, wait_until
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Ref
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change


class Stacks(Handler):
    """A stack is named by its name and id together; an update by PATCH keeps the parameters that it does not name."""

    def listed(self, api: Api, entries: Entries) -> list:
        """Return the project's stacks, those of all projects when the document names another's, as far as told of."""
        stacks = of_projects(
            entries, lambda query: api.all_pages(self.kind.service, f"/stacks{query}", "stacks"), "?global_tenant=true"
        )
        own = (api.login.project or {}).get("id")
        stacks = [{**stack, "project": stack.get("project") or own} for stack in stacks]
        named = [stack for stack in stacks if entries is None or _is_named(entries, stack["stack_name"])]
        details = dict(zip((stack["id"] for stack in named), side_by_side(lambda one: _details(api, one), named)))
        return [{**stack, **details.get(stack["id"], {})} for stack in stacks]

    def create(self, session: Session, change: Change) -> str:
        """Create the stack and return its id once it is complete."""
        api = session.api_in(change.ref)
        content = {"stack_name": change.ref.key[1], **self._whole(session, change)}
        identifier = api.request(self.kind.service, "POST", "/stacks", json=content)["stack"]["id"]
        _wait_until_complete(api, f"/stacks/{change.ref.key[1]}/{identifier}")
        return str(identifier)

    def update(self, session: Session, change: Change) -> None:
        """Update the stack, unless Heat is still at work on what is wanted, and wait until it is complete."""
        api, path = session.api_in(change.ref), self._stack(session, change.ref)
        _wait_until_idle(api, path)
        api.request(self.kind.service, "PATCH", path, json=self._whole(session, change))
        _wait_until_complete(api, path)

    def delete(self, session: Session, change: Change) -> None:
        """Delete the stack and wait until it is gone."""
        api, path = session.api_in(change.ref), self._stack(session, change.ref)
        api.delete(self.kind.service, path)
        wait_until("gone", lambda: _is_deleted(api, path))

    def _stack(self, session: Session, reference: Ref) -> str:
        return f"/stacks/{reference.key[1]}/{session.id_of(reference)}"

    def _whole(self, session: Session, change: Change) -> dict:
        values: Mapping[str, Any] = change.values or {}
        parameters = {**(values.get("parameters") or {}), **(values.get("secret_parameters") or {})}
        result: dict[str, Any] = {
            "template": values["template"],
            "parameters": parameters,
            "existing": not change.makes,
        }
        if values.get("timeout") is not None:
            result["timeout_mins"] = values["timeout"]
        if values.get("rollback") is not None:
            result["disable_rollback"] = not values["rollback"]
        return {**result, "tags": ",".join(self.tags(change))}


def _is_named(entries: list, name: str) -> bool:
    return any(entry.get("name") == name for entry in entries)


def _details(api: Api, stack: dict) -> dict:
    """Return what the list does not tell: parameters but for Heat's own, and the template."""
    own = api.for_project(stack["project"]) if stack["project"] else api
    path = f"/stacks/{stack['stack_name']}/{stack['id']}"
    told = own.request("orchestration", "GET", path)["stack"]
    given = {name: value for name, value in told["parameters"].items() if not name.startswith("OS::")}
    return {**told, "parameters": given, "template": own.request("orchestration", "GET", f"{path}/template")}


def _status(api: Api, path: str) -> dict:
    return dict(api.request("orchestration", "GET", path)["stack"])


def _wait_until_idle(api: Api, path: str) -> None:
    wait_until("idle", lambda: not _status(api, path)["stack_status"].endswith("_IN_PROGRESS"))


def _wait_until_complete(api: Api, path: str) -> None:
    _wait_until_idle(api, path)
    stack = _status(api, path)
    if not stack["stack_status"].endswith("_COMPLETE") or stack["stack_status"].startswith("ROLLBACK"):
        raise CloudError(f"it is {stack['stack_status']}: {stack['stack_status_reason']}")


def _is_deleted(api: Api, path: str) -> bool:
    if is_gone(lambda: _status(api, path)):
        return True
    stack = _status(api, path)
    if stack["stack_status"] == "DELETE_FAILED":
        raise CloudError(f"it is DELETE_FAILED: {stack['stack_status_reason']}")
    return bool(stack["stack_status"] == "DELETE_COMPLETE")
