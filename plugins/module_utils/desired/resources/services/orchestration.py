# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What Heat keeps: stacks."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field, Kind
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.services.fields import NAME, PROJECT


def stack(raw: dict) -> dict:
    """Return a stack with its own names for what Heat says by its opposite or in other units."""
    told = {**raw, "name": raw["stack_name"], "project_id": raw.get("project")}
    if "disable_rollback" in raw:
        told["rollback"] = not raw["disable_rollback"]
    return told


def state(raw: dict) -> str:
    """Return `unfinished` for a stack at which Heat works or has failed: an update goes on from there."""
    return "" if raw.get("stack_status", "").endswith("_COMPLETE") else "unfinished"


KINDS = (
    Kind(
        name="stacks",
        singular="stack",
        description="Resources by a template of Heat. Made or updated, and waited for until it is complete.",
        service="orchestration",
        path="/stacks",
        envelope="stack",
        key=("project", "name"),
        reshape=stack,
        state=state,
        owner="tags",
        after=("role_assignments", "images", "flavors", "networks", "subnets", "routers"),
        fields={
            "name": NAME,
            "project": PROJECT,
            "template": Field("The template.", type="tree", required=True),
            "parameters": Field("Values of its parameters; those not named are left alone.", type="map", partial=True),
            "secret_parameters": Field(
                "Values of its hidden parameters; sent with every other change.",
                type="map",
                secret=True,
                write_only=True,
            ),
            "timeout": Field("Minutes that making or updating it may take.", type="integer", api="timeout_mins"),
            "rollback": Field("Whether a failed change is undone.", type="boolean"),
            "tags": Field("Labels.", type="set"),
        },
        example={
            "name": "shop",
            "template": {
                "heat_template_version": "2021-04-16",
                "parameters": {"network": {"type": "string"}},
                "resources": {
                    "port": {"type": "OS::Neutron::Port", "properties": {"network": {"get_param": "network"}}}
                },
            },
            "parameters": {"network": "private"},
        },
    ),
)
