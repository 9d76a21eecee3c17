# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What the stub holds, and what services add to what they are given."""

from __future__ import annotations

import copy
import threading
import uuid
from collections.abc import Callable
from typing import Any

PASSWORD = "right"
VERSIONS = {
    "identity": "/v3",
    "network": "/v2.0",
    "image": "/v2",
    "compute": "/v2.1",
    "block-storage": "/v3",
    "orchestration": "/v1",
}
DOMAIN = {"id": "default", "name": "Default"}
PROJECT = {"id": "p0", "name": "admin", "domain": DOMAIN}
USER = {"id": "u0", "name": "admin", "domain": DOMAIN}
# Collections whose resources belong to a project, and where they say so.
OWNED = {
    **dict.fromkeys(
        ("networks", "subnets", "routers", "security_groups", "floatingips", "ports", "trunks", "address_scopes"),
        "project_id",
    ),
    **dict.fromkeys(("subnetpools", "address_groups", "policies", "rbac_policies", "server_groups"), "project_id"),
    "servers": "tenant_id",
    "images": "owner",
    "volumes": "os-vol-tenant-attr:tenant_id",
    "stacks": "project",
}
DEFAULTS: dict[str, dict[str, Any]] = {
    "projects": {"domain_id": "default", "description": "", "enabled": True, "tags": []},
    "users": {"domain_id": "default", "enabled": True},
    "groups": {"domain_id": "default", "description": ""},
    "regions": {"description": "", "parent_region_id": None},
    "networks": {"description": "", "shared": False, "router:external": False, "mtu": 1442, "admin_state_up": True},
    "subnets": {"description": "", "enable_dhcp": True, "gateway_ip": "192.0.2.1", "dns_nameservers": []},
    "routers": {"description": "", "admin_state_up": True, "external_gateway_info": None, "routes": []},
    "security_groups": {"description": "", "stateful": True},
    "address_groups": {"description": "", "addresses": []},
    "address_scopes": {"shared": False},
    "subnetpools": {"description": "", "shared": False, "is_default": False},
    "policies": {"description": "", "shared": False, "is_default": False, "rules": []},
    "trunks": {"description": "", "admin_state_up": True, "sub_ports": []},
    "floatingips": {"description": "", "port_id": None, "floating_ip_address": "203.0.113.9", "fixed_ip_address": None},
    "images": {"visibility": "shared", "status": "queued", "tags": [], "os_hash_value": None, "min_ram": 0},
    "flavors": {"extra_specs": {}, "swap": "", "os-flavor-access:is_public": True, "description": None},
    "aggregates": {"hosts": [], "metadata": {}, "availability_zone": None},
    "volume_types": {"extra_specs": {}, "is_public": True, "description": None, "qos_specs_id": None},
    "volumes": {"metadata": {}, "status": "available", "attachments": [], "description": None},
}
Fault = Callable[[str, str], "tuple[int, dict[str, str], str] | None"]


class StubCloud:
    """The state of the cloud, and the requests that it has answered."""

    def __init__(self) -> None:
        """Start with what every Keystone has."""
        self.kept: dict[str, dict[str, dict]] = {}
        self.requests: list[tuple[str, str]] = []
        self.queries: dict[str, list[tuple[str, str]]] = {}  # the last one for each path
        self.done: list[str] = []  # what was done to servers
        self.refusals: dict[str, str] = {}  # what will fail after it was accepted, and in which words
        self.fault: Fault = lambda method, path: None
        self.services = dict(VERSIONS)
        self.tokens = {"first"}
        self.url = ""
        self.lock = threading.Lock()
        self.add("domains", {**DOMAIN, "description": "", "enabled": True})
        self.add("projects", {"id": "p0", "name": "admin"})
        self.add("users", {"id": "u0", "name": "admin"})
        for role in ("admin", "member", "reader"):
            self.add("roles", {"name": role})

    def add(self, collection: str, content: dict, project: str = "p0") -> dict:
        """Keep a new resource, which belongs to *project* unless it says otherwise."""
        made = {"id": uuid.uuid4().hex, **copy.deepcopy(DEFAULTS.get(collection, {})), **content}
        if collection == "projects":
            made.setdefault("parent_id", made["domain_id"])
        if collection in OWNED:
            made.setdefault(OWNED[collection], project)
        self.kept.setdefault(collection, {})[made["id"]] = made
        return made

    def all(self, collection: str) -> list[dict]:
        """Return all resources of a collection."""
        return list(self.kept.get(collection, {}).values())

    def part(self, collection: str, identifier: str) -> dict:
        """Return what is kept about a resource beside itself, as a mapping to be changed."""
        return self.kept.setdefault(collection, {}).setdefault(identifier, {})

    def catalog(self) -> list[dict]:
        """Return the service catalogue."""
        return [
            {
                "type": service,
                "name": service,
                "endpoints": [
                    {"interface": "public", "region_id": "RegionOne", "url": f"{self.url}/{service}{version}"}
                ],
            }
            for service, version in self.services.items()
        ]
