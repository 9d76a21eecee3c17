# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""How much networks and ports may send and receive: QoS policies."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field, Kind
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.services.fields import (
    DESCRIPTION,
    NAME,
    PROJECT,
    TAGS,
)


def qos_policy(raw: dict) -> dict:
    """Return a QoS policy with its rules by type."""
    rules = raw.get("rules", [])
    marks = [rule["dscp_mark"] for rule in rules if rule["type"] == "dscp_marking"]
    return {
        **raw,
        "bandwidth_limits": [rule for rule in rules if rule["type"] == "bandwidth_limit"],
        "minimum_bandwidths": [rule for rule in rules if rule["type"] == "minimum_bandwidth"],
        "dscp_mark": marks[0] if marks else None,
    }


DIRECTION = Field("Seen from the server.", choices=("egress", "ingress"), default="egress")

KINDS = (
    Kind(
        name="qos_policies",
        singular="QoS policy",
        description="How much a network or port may send and receive.",
        service="network",
        path="/qos/policies",
        envelope="policy",
        key=("project", "name"),
        reshape=qos_policy,
        owner="tags",
        fields={
            "name": NAME,
            "project": PROJECT,
            "description": DESCRIPTION,
            "shared": Field("Whether every project may use it.", type="boolean"),
            "default": Field("Whether it is the project's default.", type="boolean", api="is_default"),
            "bandwidth_limits": Field(
                "All its limits.",
                type="set",
                separate=True,
                items={
                    "direction": DIRECTION,
                    "max_kbps": Field("Kilobits per second.", type="integer", required=True),
                    "max_burst_kbps": Field("Burst in kilobits.", type="integer", default=0),
                },
            ),
            "minimum_bandwidths": Field(
                "All its guarantees.",
                type="set",
                separate=True,
                items={
                    "direction": DIRECTION,
                    "min_kbps": Field("Kilobits per second.", type="integer", required=True),
                },
            ),
            "dscp_mark": Field("The mark of its packets.", type="integer", separate=True),
            "tags": TAGS,
        },
        example={"name": "modest", "bandwidth_limits": [{"max_kbps": 10000}]},
    ),
)
