# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""How much a project may use of each service."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field, Kind

KINDS = (
    Kind(
        name="quotas",
        singular="quota",
        description="How much a project may use. Limits that are not named are left alone; -1 is no limit.",
        service="identity",
        path="",
        envelope="",
        key=("project",),
        permanent=True,
        fields={
            "project": Field("The project; without it, the login's.", refers="projects"),
            "compute": Field("Limits of Nova, like `cores`, `ram`, `instances`.", type="map", partial=True),
            "network": Field("Limits of Neutron, like `network`, `floatingip`, `port`.", type="map", partial=True),
            "volume": Field("Limits of Cinder, like `volumes`, `gigabytes`.", type="map", partial=True),
        },
        example={"project": "web", "compute": {"cores": 16, "ram": 32768}, "network": {"floatingip": 4}},
    ),
)
