# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Cinder: QoS, who may use a type, larger volumes."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import KINDS

from stub_cloud.request import Answer, Request, switched


def type_action(request: Request, identifier: str) -> Answer:
    """Let a project use a type, or no longer."""
    [(verb, content)] = request.content.items()
    switched(request.cloud.part("type_access", identifier), content["project"], verb.startswith("add"))
    return 202, {}


def type_access(request: Request, identifier: str) -> Answer:
    """List the projects that may use a type."""
    found = request.cloud.part("type_access", identifier)
    return 200, {"volume_type_access": [{"project_id": one} for one in found]}


def qos_specs(request: Request) -> Answer:
    """List or create; the limits come beside the name."""
    if request.method == "POST":
        content = request.content["qos_specs"]
        own = {name: content.pop(name) for name in ("name", "consumer")}
        request.content = {"qos_specs": {**own, "specs": content}}
    return request.collection(KINDS["volume_qos"])


def qos_spec(request: Request, identifier: str) -> Answer:
    """Change who sees to it, or limits; or show or delete it."""
    if request.method != "PUT":
        return request.single(KINDS["volume_qos"], identifier)
    found = request.cloud.kept["qos_specs"][identifier]
    content = request.content["qos_specs"]
    found["consumer"] = content.pop("consumer", found["consumer"])
    found["specs"].update(content)
    return 200, {"qos_specs": found}


def delete_keys(request: Request, identifier: str) -> Answer:
    """Remove limits."""
    for key in request.content["keys"]:
        del request.cloud.kept["qos_specs"][identifier]["specs"][key]
    return 202, None


def association(request: Request, identifier: str, verb: str) -> Answer:
    """Tie a type to a QoS, or untie it."""
    [kind] = request.query["vol_type_id"]
    request.cloud.kept["volume_types"][kind]["qos_specs_id"] = identifier if verb == "associate" else None
    return 202, None


def new_volume(request: Request) -> Answer:
    """Make a volume."""
    request.content["volume"].setdefault("volume_type", None)
    return request.collection(KINDS["volumes"])


def volume_action(request: Request, identifier: str) -> Answer:
    """Make a volume larger."""
    request.cloud.kept["volumes"][identifier]["size"] = request.content["os-extend"]["new_size"]
    return 202, None


RULES = [
    ("block-storage/types/([^/]+)/action", type_action),
    ("block-storage/types/([^/]+)/os-volume-type-access", type_access),
    ("block-storage/qos-specs", qos_specs),
    ("block-storage/qos-specs/([^/]+)", qos_spec),
    ("block-storage/qos-specs/([^/]+)/delete_keys", delete_keys),
    ("block-storage/qos-specs/([^/]+)/(associate|disassociate)", association),
    ("block-storage/volumes", new_volume),
    ("block-storage/volumes/([^/]+)/action", volume_action),
]
