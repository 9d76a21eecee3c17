# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The client of the management API, against a server on this machine."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.backends.rabbitmq import BrokerError, RabbitMQ


class Broker(BaseHTTPRequestHandler):
    """Keeps the definitions that it is sent, and queues by their paths; knows one user."""

    definitions: ClassVar[dict] = {}
    queues: ClassVar[dict[str, dict[str, str]]] = {}

    def do_GET(self):
        queues = self.path == "/api/queues?columns=vhost,name"
        self.answer(200, json.dumps(list(self.queues.values()) if queues else self.definitions).encode())

    def do_DELETE(self):
        self.answer(204 if self.queues.pop(self.path, None) else 404, b"")

    def do_POST(self):
        Broker.definitions = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.answer(204, b"")

    def answer(self, status, body):
        # Basic authentication of admin:secret.
        if self.headers["Authorization"] != "Basic YWRtaW46c2VjcmV0":
            status, body = 401, b"not authorised"
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def url():
    with HTTPServer(("127.0.0.1", 0), Broker) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_definitions_go_and_come_back(url):
    broker = RabbitMQ(url, "admin", "secret")
    broker.import_definitions({"vhosts": [{"name": "nova"}]})
    assert broker.definitions() == {"vhosts": [{"name": "nova"}]}


def test_queue_is_deleted_whatever_its_names_hold(url):
    Broker.queues = {"/api/queues/%2F/compute%2F1.host": {"vhost": "/", "name": "compute/1.host"}}
    broker = RabbitMQ(url, "admin", "secret")
    [queue] = broker.queues()
    broker.delete_queue(queue)
    assert broker.queues() == []


def test_refusal_says_what_was_asked_and_not_the_password(url):
    with pytest.raises(BrokerError, match=rf"GET {url}/api/definitions answered 401: not authorised") as refused:
        RabbitMQ(url, "admin", "wrong-password").definitions()
    assert "wrong-password" not in str(refused.value)


def test_broker_that_is_not_there():
    with pytest.raises(BrokerError, match="Connection refused"):
        RabbitMQ("http://127.0.0.1:1", "admin", "secret").definitions()
