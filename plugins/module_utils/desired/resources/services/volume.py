# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What Cinder keeps: QoS of volumes, volume types and volumes."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field, Kind
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.services.fields import (
    DESCRIPTION,
    NAME,
    PROJECT,
)


def volume_type(raw: dict) -> dict:
    """Return a volume type with its own name for whether it is public."""
    return {**raw, "is_public": raw.get("os-volume-type-access:is_public", raw.get("is_public"))}


def volume(raw: dict) -> dict:
    """Return a volume with its project at the top."""
    return {**raw, "project_id": raw.get("os-vol-tenant-attr:tenant_id")}


def state(raw: dict) -> str:
    """Return whether a volume is still made, or in a state that only its operator can judge."""
    status = raw.get("status", "")
    return "broken" if status == "error" else "unfinished" if status in ("creating", "downloading", "extending") else ""


KINDS = (
    Kind(
        name="volume_qos",
        singular="volume QoS",
        description="How fast volumes of the types with it may be.",
        service="block-storage",
        path="/qos-specs",
        listed_as="qos_specs",
        envelope="qos_specs",
        key=("name",),
        fields={
            "name": NAME,
            "consumer": Field("Who sees to it.", choices=("front-end", "back-end", "both"), default="back-end"),
            "specs": Field("The limits, like `total_iops_sec`.", type="map", separate=True),
        },
        example={"name": "modest", "consumer": "front-end", "specs": {"total_iops_sec": 500}},
    ),
    Kind(
        name="volume_types",
        singular="volume type",
        description="A kind of volumes.",
        service="block-storage",
        path="/types",
        list_path="/types?is_public=None",
        listed_as="volume_types",
        envelope="volume_type",
        key=("name",),
        reshape=volume_type,
        fields={
            "name": NAME,
            "description": DESCRIPTION,
            "qos": Field("Its QoS.", refers="volume_qos", api="qos_specs_id", separate=True),
            "public": Field("Whether every project may use it.", type="boolean", api="is_public", usual=True),
            "extra_specs": Field("Properties for the scheduler and the driver.", type="map", separate=True),
            "projects": Field(
                "All projects that may use it when it is not public.", type="set", refers="projects", separate=True
            ),
        },
        example={"name": "fast", "qos": "modest", "extra_specs": {"volume_backend_name": "ssd"}},
    ),
    Kind(
        name="volumes",
        singular="volume",
        description="A volume. Made and waited for until it is available; it can be made larger in place.",
        service="block-storage",
        path="/volumes",
        list_path="/volumes/detail",
        envelope="volume",
        key=("project", "name"),
        reshape=volume,
        state=state,
        owner="metadata",
        after=("role_assignments",),
        fields={
            "name": NAME,
            "project": PROJECT,
            "size": Field("Size in GiB; it only grows.", type="integer", required=True, separate=True, grows=True),
            "description": DESCRIPTION,
            "volume_type": Field("Its type.", refers="volume_types", api="volume_type", by_name=True, fixed=True),
            "image": Field("The image that it is a copy of.", refers="images", write_only=True, api="imageRef"),
            "availability_zone": Field("Where it is.", fixed=True),
            "metadata": Field("Properties.", type="map"),
        },
        example={"name": "database", "size": 100, "volume_type": "fast"},
    ),
)
