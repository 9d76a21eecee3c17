# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Heat: stacks without the resources in them."""

from __future__ import annotations

from stub_cloud.request import Answer, Request

UNTOLD = ("template", "parameters")


def stacks(request: Request) -> Answer:
    """List, or make one."""
    if request.method == "GET":
        found = request.cloud.all("stacks")
        return 200, {"stacks": [{name: stack[name] for name in stack if name not in UNTOLD} for stack in found]}
    content = {"disable_rollback": True, "timeout_mins": None, "parameters": {}, "tags": "", **request.content}
    content["tags"] = content["tags"].split(",") if content["tags"] else None
    stack = request.cloud.add("stacks", {"stack_status": "CREATE_COMPLETE", **content}, request.project)
    return 201, {"stack": {"id": stack["id"]}}


def stack(request: Request, name: str, identifier: str) -> Answer:
    """Show, update or delete one; Heat tells its own parameters beside those given."""
    del name
    found = request.cloud.kept["stacks"].get(identifier)
    if found is None or found["project"] != request.project:
        return 404, {"error": {"message": "not found"}}
    if request.method == "DELETE":
        del request.cloud.kept["stacks"][identifier]
        return 204, None
    if request.method == "PATCH":
        content = dict(request.content)
        parameters = {**found["parameters"], **content.pop("parameters")}
        tags = content.pop("tags").split(",")
        found.update(content, parameters=parameters, tags=tags, stack_status="UPDATE_COMPLETE")
        return 202, None
    return 200, {"stack": {**found, "parameters": {"OS::stack_id": identifier, **found["parameters"]}}}


def template(request: Request, name: str, identifier: str) -> Answer:
    """Show the template."""
    del name
    return 200, request.cloud.kept["stacks"][identifier]["template"]


RULES = [
    ("orchestration/stacks", stacks),
    ("orchestration/stacks/([^/]+)/([^/]+)", stack),
    ("orchestration/stacks/([^/]+)/([^/]+)/template", template),
]
