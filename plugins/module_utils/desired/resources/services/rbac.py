# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Who else may use what a project has of Neutron: RBAC policies."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field, Kind

# The type of an RBAC policy's object by the field that names it.
SHARED_OBJECTS = {
    "network": "network",
    "qos_policy": "qos_policy",
    "security_group": "security_group",
    "address_group": "address_group",
    "address_scope": "address_scope",
    "subnet_pool": "subnetpool",
}


def rbac_policy(raw: dict) -> dict:
    """Return an RBAC policy with its object under the name of what it is, and without a target for everyone."""
    field = next((name for name, kind in SHARED_OBJECTS.items() if kind == raw["object_type"]), raw["object_type"])
    target = raw["target_tenant"] if raw["target_tenant"] != "*" else None
    return {**raw, f"{field}_id": raw["object_id"], "target_project_id": target}


KINDS = (
    Kind(
        name="rbac_policies",
        singular="RBAC policy",
        description="Lets another project use one thing of Neutron's. Exactly one thing must be named.",
        service="network",
        path="/rbac-policies",
        envelope="rbac_policy",
        key=("action", *SHARED_OBJECTS, "target_project"),
        reshape=rbac_policy,
        fields={
            "action": Field("What is allowed.", choices=("access_as_shared", "access_as_external"), required=True),
            **{
                field: Field(f"The {field.replace('_', ' ')}.", refers=f"{field}s".replace("policys", "policies"))
                for field in SHARED_OBJECTS
            },
            "target_project": Field("Who may; everyone when left out.", refers="projects"),
        },
        example={"action": "access_as_shared", "network": "backbone", "target_project": "web"},
    ),
)
