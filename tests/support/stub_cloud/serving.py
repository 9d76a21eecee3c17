# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The stub behind real HTTP."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from stub_cloud import compute, identity, image, network, orchestration, volume
from stub_cloud.request import Answer, Request
from stub_cloud.state import PASSWORD, VERSIONS, StubCloud

RULES = [rule for service in (identity, network, image, compute, volume, orchestration) for rule in service.RULES]


def answer(request: Request) -> Answer:
    """Return the answer of the first rule that knows the path; what the stub stumbles over is a bad request."""
    if request.path == "/":
        return version(request)
    try:
        for pattern, rule in RULES:
            if match := re.fullmatch(pattern, f"{request.service}{request.path}"):
                return rule(request, *match.groups())
        return request.plain()
    except (LookupError, TypeError, AttributeError) as error:
        return 400, {"error": f"the stub cannot do this: {error!r}"}


def version(request: Request) -> Answer:
    """Say which version of the service's API this is."""
    named = VERSIONS[request.service].removeprefix("/")
    links = [{"rel": "self", "href": f"{request.cloud.url}/{request.service}/{named}/"}]
    told = {"id": named, "status": "CURRENT", "links": links, "version": "2.96", "min_version": "2.1"}
    return 200, {"version": told}


class Handler(BaseHTTPRequestHandler):
    """One connection; a token for another project than the first has that behind a colon."""

    cloud: StubCloud
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle_any(self) -> None:
        """Answer a request, after the fault that it may meet."""
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Transfer-Encoding") == "chunked":
            raise AssertionError("the stub takes no chunks")
        self.cloud.requests.append((self.command, parts.path))
        self.cloud.queries[parts.path] = parse_qsl(parts.query)
        if fault := self.cloud.fault(self.command, parts.path):
            self.reply(*fault)
            return
        is_login = parts.path.endswith("/auth/tokens")
        is_open = is_login or parts.path.count("/") == 2
        token, _colon, project = self.headers.get("X-Auth-Token", "").partition(":")
        if not is_open and token not in self.cloud.tokens:
            self.reply(401, {}, '{"error": {"message": "The token is refused."}}')
            return
        content = json.loads(body) if body and "json" in self.headers["Content-Type"] else body
        service, _slash, rest = parts.path.lstrip("/").partition("/")
        path = "/" + rest.partition("/")[2]
        with self.cloud.lock:
            status, told = answer(
                Request(self.cloud, project or "p0", service, self.command, path, parse_qs(parts.query), content)
            )
            text = "" if told is None else json.dumps(told)
        self.reply(status, self.new_token(told) if is_login and status == 201 else {}, text)

    def new_token(self, told: Any) -> dict[str, str]:
        """Return the header with a token for the project that was asked for."""
        return {"X-Subject-Token": f"{sorted(self.cloud.tokens)[-1]}:{told['token']['project']['id']}"}

    def reply(self, status: int, headers: dict[str, str], text: str) -> None:
        """Send an answer; status 0 is a lost connection."""
        if status == 0:
            self.close_connection = True
            self.connection.close()
            return
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(text)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any  # noqa: N815

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def running() -> Iterator[StubCloud]:
    """Serve a new cloud on a free port of the loopback address while the block lasts."""
    cloud = StubCloud()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"cloud": cloud}))
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
