# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What Keystone keeps of the cloud itself: regions, services and their endpoints."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.services.fields import (
    DESCRIPTION,
    ENABLED,
    NAME,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.services.identity import keystone

KINDS = (
    keystone(
        name="regions",
        singular="region",
        description="A region of the service catalogue.",
        path="/regions",
        envelope="region",
        key=("name",),
        owner="property",
        fields={
            "name": Field("Its name, which is its id.", required=True, api="id"),
            "description": DESCRIPTION,
            "parent_region": Field("The region that it is a part of.", refers="regions"),
        },
        example={"name": "RegionTwo", "description": "The second data centre"},
    ),
    keystone(
        name="services",
        singular="service",
        description="A service of the catalogue.",
        path="/services",
        envelope="service",
        key=("type", "name"),
        owner="property",
        fields={
            "type": Field("Its type, like `image`.", required=True),
            "name": NAME,
            "description": DESCRIPTION,
            "enabled": ENABLED,
        },
        example={"type": "image", "name": "glance", "description": "Images"},
    ),
    keystone(
        name="endpoints",
        singular="endpoint",
        description="The address of a service in a region.",
        path="/endpoints",
        envelope="endpoint",
        key=("service", "interface", "region"),
        owner="property",
        fields={
            "service": Field("The service.", refers="services", required=True),
            "interface": Field("Who it is for.", choices=("public", "internal", "admin"), required=True),
            "region": Field("The region.", refers="regions", required=True),
            "url": Field("The address.", required=True),
            "enabled": ENABLED,
        },
        example={
            "service": "glance",
            "interface": "public",
            "region": "RegionOne",
            "url": "https://cloud.example.org:9292",
        },
    ),
)
