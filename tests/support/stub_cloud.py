# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A small OpenStack in memory, behind real HTTP: enough of its APIs to hold a document, and faults on demand."""

from __future__ import annotations

import copy
import hashlib
import json
import re
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import KINDS

PASSWORD = "right"
VERSIONS = {"identity": "/v3", "network": "/v2.0", "image": "/v2", "compute": "/v2.1"}
DOMAIN = {"id": "default", "name": "Default"}
PROJECT = {"id": "p0", "name": "admin", "domain": DOMAIN}
USER = {"id": "u0", "name": "admin", "domain": DOMAIN}
# What the services add to what they are given.
DEFAULTS: dict[str, dict[str, Any]] = {
    "projects": {"domain_id": "default", "parent_id": "default", "description": "", "enabled": True, "tags": []},
    "users": {"domain_id": "default", "enabled": True},
    "groups": {"domain_id": "default", "description": ""},
    "regions": {"description": "", "parent_region_id": None},
    "networks": {"description": "", "shared": False, "router:external": False, "mtu": 1442, "admin_state_up": True},
    "subnets": {"description": "", "enable_dhcp": True, "gateway_ip": "192.0.2.1", "dns_nameservers": []},
    "routers": {"description": "", "admin_state_up": True, "external_gateway_info": None, "routes": []},
    "security_groups": {"description": "", "stateful": True},
    "floatingips": {"description": "", "port_id": None, "floating_ip_address": "203.0.113.9"},
    "images": {"visibility": "shared", "status": "queued", "tags": [], "owner": "p0", "os_hash_value": None},
    "flavors": {"extra_specs": {}, "swap": "", "os-flavor-access:is_public": True, "description": None},
}
Answer = tuple[int, Any]
Fault = Callable[[str, str], "tuple[int, dict[str, str], str] | None"]


class StubCloud:
    """The state of the cloud, and the requests that it has answered."""

    def __init__(self) -> None:
        """Start with what every Keystone has."""
        self.kept: dict[str, dict[str, dict]] = {}
        self.requests: list[tuple[str, str]] = []
        self.fault: Fault = lambda method, path: None
        self.tokens = {"first"}
        self.url = ""
        self.lock = threading.Lock()
        self.add("domains", {**DOMAIN, "description": "", "enabled": True})
        self.add("projects", {"id": "p0", "name": "admin"})
        self.add("users", {"id": "u0", "name": "admin"})
        for role in ("admin", "member", "reader"):
            self.add("roles", {"name": role})

    def add(self, collection: str, content: dict) -> dict:
        """Keep a new resource."""
        made = {"id": uuid.uuid4().hex, **copy.deepcopy(DEFAULTS.get(collection, {})), **content}
        if collection in ("networks", "routers", "security_groups", "floatingips"):
            made.setdefault("project_id", "p0")
        self.kept.setdefault(collection, {})[made["id"]] = made
        return made

    def all(self, collection: str) -> list[dict]:
        """Return all resources of a collection."""
        return list(self.kept.get(collection, {}).values())

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
            for service, version in VERSIONS.items()
        ]

    def answer(self, method: str, path: str, query: dict, content: Any) -> Answer:
        """Return the answer to a request."""
        service, _slash, rest = path.lstrip("/").partition("/")
        rest = "/" + rest.partition("/")[2]
        return Request(self, service, method, rest, query, content).answer()


class Request:
    """One request to one service."""

    def __init__(self, cloud: StubCloud, service: str, method: str, path: str, query: dict, content: Any) -> None:
        """Keep the parts; *path* is without service and version."""
        self.cloud, self.service, self.method, self.path = cloud, service, method, path
        self.query, self.content = query, content

    def answer(self) -> Answer:
        """Return the answer of the first rule that knows the path."""
        for pattern, rule in RULES:
            if match := re.fullmatch(pattern, f"{self.service}{self.path}"):
                return rule(self, *match.groups())
        return self.plain()

    def plain(self) -> Answer:
        """Answer as most collections do."""
        for kind in KINDS.values():
            if kind.service != self.service or not kind.path:
                continue
            path = kind.path.partition("?")[0]
            if self.path in (path, f"{path}/detail"):
                return self.collection(kind)
            if match := re.fullmatch(f"{path}/([^/]+)", self.path):
                return self.single(kind, match.group(1))
        return 404, {"error": f"no such path: {self.path}"}

    def collection(self, kind: Any) -> Answer:
        """List or create."""
        if self.method == "GET":
            return 200, {kind.collection: self.cloud.all(kind.collection)}
        content = self.content[kind.envelope] if kind.envelope else self.content
        return 201, self.wrapped(kind, self.cloud.add(kind.collection, content))

    def single(self, kind: Any, identifier: str) -> Answer:
        """Show, change or delete."""
        found = self.cloud.kept.get(kind.collection, {}).get(identifier)
        if found is None:
            return 404, {"error": "not found"}
        if self.method == "DELETE":
            del self.cloud.kept[kind.collection][identifier]
            return 204, None
        if self.method in ("PUT", "PATCH"):
            found.update(self.content[kind.envelope] if kind.envelope else self.content)
        return 200, self.wrapped(kind, found)

    @staticmethod
    def wrapped(kind: Any, content: dict) -> dict:
        """Return *content* in the kind's envelope."""
        return {kind.envelope: content} if kind.envelope else content

    def version(self) -> Answer:
        """Say which version of the service's API this is."""
        version = VERSIONS[self.service].removeprefix("/")
        links = [{"rel": "self", "href": f"{self.cloud.url}/{self.service}/{version}/"}]
        told = {"id": version, "status": "CURRENT", "links": links, "version": "2.96", "min_version": "2.1"}
        return 200, {"version": told}

    def token(self) -> Answer:
        """Log in."""
        password = self.content["auth"]["identity"].get("password", {}).get("user", {}).get("password", PASSWORD)
        if password != PASSWORD:
            return 401, {"error": {"message": "The request you have made requires authentication."}}
        token = {
            "expires_at": "2099-01-01T00:00:00.000000Z",
            "issued_at": "2026-01-01T00:00:00.000000Z",
            "methods": ["password"],
            "project": PROJECT,
            "user": USER,
            "roles": [],
            "catalog": self.cloud.catalog(),
        }
        return 201, {"token": token}

    def assignment(self, target: str, target_id: str, actor: str, actor_id: str, role: str) -> Answer:
        """Give or take a role."""
        key = "/".join((target_id, actor_id, role))
        content = {
            "id": key,
            "role": {"id": role},
            actor[:-1]: {"id": actor_id},
            "scope": {target[:-1]: {"id": target_id}},
        }
        kept = self.cloud.kept.setdefault("role_assignments", {})
        if self.method == "PUT":
            kept[key] = content
        else:
            kept.pop(key, None)
        return 204, None

    def members(self, group: str, user: str | None) -> Answer:
        """List, add or remove the members of a group."""
        kept = self.cloud.kept.setdefault("members", {}).setdefault(group, {})
        if self.method == "GET":
            return 200, {"users": [{"id": one} for one in kept]}
        if self.method == "PUT":
            kept[user] = True
        else:
            kept.pop(user, None)
        return 204, None

    def tags(self, collection: str, identifier: str) -> Answer:
        """Set all tags."""
        self.cloud.kept[collection.replace("-", "_")][identifier]["tags"] = self.content["tags"]
        return 200, self.content

    def new_security_group(self) -> Answer:
        """List or create; a new group lets everything out."""
        if self.method == "GET":
            return 200, {"security_groups": self.cloud.all("security_groups")}
        group = self.cloud.add("security_groups", self.content["security_group"])
        out = [{"direction": "egress", "ethertype": version} for version in ("IPv4", "IPv6")]
        group["security_group_rules"] = [{"id": uuid.uuid4().hex, **rule} for rule in out]
        return 201, {"security_group": group}

    def new_rules(self) -> Answer:
        """Add rules to their groups."""
        for rule in self.content["security_group_rules"]:
            group = self.cloud.kept["security_groups"][rule["security_group_id"]]
            group["security_group_rules"].append({"id": uuid.uuid4().hex, **rule})
        return 201, {"security_group_rules": []}

    def old_rule(self, identifier: str) -> Answer:
        """Remove a rule."""
        for group in self.cloud.all("security_groups"):
            rules = group["security_group_rules"]
            group["security_group_rules"] = [rule for rule in rules if rule["id"] != identifier]
        return 204, None

    def interface(self, router: str, verb: str) -> Answer:
        """Add or remove an interface of a router."""
        interfaces = self.cloud.kept.setdefault("interfaces", {}).setdefault(router, {})
        if verb == "add":
            interfaces[self.content["subnet_id"]] = True
        else:
            interfaces.pop(self.content["subnet_id"])
        return 200, {}

    def ports(self) -> Answer:
        """List the ports of routers and servers."""
        if "device_id" in self.query:
            return 200, {"ports": [{"id": f"port-{self.query['device_id'][0]}"}]}
        if "id" in self.query:
            return 200, {"ports": [{"id": one, "device_id": one.removeprefix("port-")} for one in self.query["id"]]}
        interfaces = self.cloud.kept.get("interfaces", {})
        ports = [
            {
                "id": f"{router}-{subnet}",
                "name": "",
                "network_id": self.cloud.kept["subnets"][subnet]["network_id"],
                "mac_address": "02:00:00:00:00:01",
                "device_id": router,
                "fixed_ips": [{"subnet_id": subnet, "ip_address": "192.0.2.1"}],
            }
            for router, subnets in interfaces.items()
            for subnet in subnets
        ]
        return 200, {"ports": ports}

    def image(self, identifier: str) -> Answer:
        """Show, patch or delete an image."""
        if self.method != "PATCH":
            return self.single(KINDS["images"], identifier)
        found = self.cloud.kept["images"][identifier]
        for change in self.content:
            found[change["path"].lstrip("/")] = change.get("value")
        return 200, found

    def image_file(self, identifier: str) -> Answer:
        """Take the content of an image."""
        digest = hashlib.sha512(self.content).hexdigest()
        self.cloud.kept["images"][identifier].update(status="active", os_hash_algo="sha512", os_hash_value=digest)
        return 204, None

    def extra_specs(self, flavor: str, name: str | None) -> Answer:
        """Set or remove extra specs."""
        specs = self.cloud.kept["flavors"][flavor]["extra_specs"]
        if self.method == "POST":
            specs.update(self.content["extra_specs"])
        else:
            del specs[name]
        return 200, {}

    def key_pairs(self) -> Answer:
        """List or create key pairs."""
        if self.method == "GET":
            return 200, {"keypairs": [{"keypair": pair} for pair in self.cloud.all("keypairs")]}
        pair = self.content["keypair"]
        return 200, {"keypair": self.cloud.add("keypairs", {"type": "ssh", **pair, "id": pair["name"]})}

    def new_server(self) -> Answer:
        """Boot a server."""
        wanted = self.content["server"]
        networks = wanted["networks"] if wanted["networks"] != "auto" else []
        server = {
            "name": wanted["name"],
            "tenant_id": "p0",
            "status": "ACTIVE",
            "flavor": {"original_name": self.cloud.kept["flavors"][wanted["flavorRef"]]["name"]},
            "image": {"id": wanted["imageRef"]} if wanted.get("imageRef") else "",
            "addresses": {self.cloud.kept["networks"][network["uuid"]]["name"]: [] for network in networks},
            "key_name": wanted.get("key_name"),
            "metadata": wanted.get("metadata", {}),
            "tags": wanted.get("tags", []),
            "description": wanted.get("description"),
        }
        return 202, {"server": self.cloud.add("servers", server)}


RULES: list[tuple[str, Callable[..., Answer]]] = [
    (r"\w+/", Request.version),
    ("identity/auth/tokens", Request.token),
    ("identity/auth/catalog", lambda request: (200, {"catalog": request.cloud.catalog()})),
    ("identity/(projects|domains)/([^/]+)/(users|groups)/([^/]+)/roles/([^/]+)", Request.assignment),
    ("identity/groups/([^/]+)/users(?:/([^/]+))?", Request.members),
    (r"(?:network|compute)/(?:qos/)?([\w-]+)/([^/]+)/tags", Request.tags),
    ("network/security-groups", Request.new_security_group),
    ("network/security-group-rules", Request.new_rules),
    ("network/security-group-rules/([^/]+)", Request.old_rule),
    ("network/routers/([^/]+)/(add|remove)_router_interface", Request.interface),
    ("network/ports", Request.ports),
    ("image/images/([^/]+)", Request.image),
    ("image/images/([^/]+)/file", Request.image_file),
    ("compute/flavors/([^/]+)/os-extra_specs(?:/([^/]+))?", Request.extra_specs),
    ("compute/os-keypairs", Request.key_pairs),
    ("compute/servers", Request.new_server),
]


@contextmanager
def running() -> Iterator[StubCloud]:
    """Serve a new cloud on a free port of the loopback address while the block lasts."""
    cloud = StubCloud()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle_any(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            if self.headers.get("Transfer-Encoding") == "chunked":
                raise AssertionError("the stub takes no chunks")
            cloud.requests.append((self.command, parts.path))
            if fault := cloud.fault(self.command, parts.path):
                self.reply(*fault)
                return
            is_login = parts.path.endswith("/auth/tokens")
            is_open = is_login or parts.path.count("/") == 2
            if not is_open and self.headers.get("X-Auth-Token") not in cloud.tokens:
                self.reply(401, {}, '{"error": {"message": "The token is refused."}}')
                return
            content = json.loads(body) if body and "json" in self.headers["Content-Type"] else body
            with cloud.lock:
                status, answer = cloud.answer(self.command, parts.path, parse_qs(parts.query), content)
                text = "" if answer is None else json.dumps(answer)
            headers = {"X-Subject-Token": sorted(cloud.tokens)[-1]} if is_login else {}
            self.reply(status, headers, text)

        def reply(self, status: int, headers: dict[str, str], text: str) -> None:
            if status == 0:  # a lost connection
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any  # noqa: N815

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    cloud.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield cloud
    finally:
        server.shutdown()
        server.server_close()


def login(cloud: StubCloud) -> dict[str, Any]:
    """Return the options that log in to *cloud*."""
    return {
        "auth": {
            "auth_url": f"{cloud.url}/identity/v3",
            "username": "admin",
            "password": PASSWORD,
            "project_name": "admin",
            "user_domain_name": "Default",
            "project_domain_name": "Default",
        },
        "region_name": "RegionOne",
    }
