# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""RabbitMQ through its management API: everything it holds in one request, what it lacks in another; its queues."""

from __future__ import annotations

import json
from urllib.error import HTTPError
from urllib.parse import quote

from ansible.module_utils.urls import open_url
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.model import Data
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.rabbitmq import Queue

TIMEOUT = 30


class BrokerError(Exception):
    """The broker's management API did not answer as it should; the message says what was asked and what came."""


class RabbitMQ:
    """The broker whose management API is at *url*."""

    def __init__(self, url: str, user: str, password: str):
        """Log in with *user* and *password* at each request."""
        self.url = f"{url}/api"
        self._login = {"url_username": user, "url_password": password, "force_basic_auth": True}

    def definitions(self) -> Data:
        """Return the broker's virtual hosts, users, permissions and the rest, in its own form."""
        found: Data = json.loads(self._request("GET", "/definitions"))
        return found

    def import_definitions(self, definitions: Data) -> None:
        """Create or change what *definitions* name; nothing else is touched."""
        self._request("POST", "/definitions", json.dumps(definitions).encode())

    def queues(self) -> list[Queue]:
        """Return the queues of all virtual hosts."""
        listed: list[Data] = json.loads(self._request("GET", "/queues?columns=vhost,name"))
        return [Queue(one["vhost"], one["name"]) for one in listed]

    def delete_queue(self, queue: Queue) -> None:
        """Delete *queue* with the messages in it."""
        self._request("DELETE", f"/queues/{quote(queue.vhost, safe='')}/{quote(queue.name, safe='')}")

    def _request(self, method: str, path: str, body: bytes | None = None) -> bytes:
        url, headers = f"{self.url}{path}", {"Content-Type": "application/json"}
        try:
            with open_url(
                url, data=body, method=method, headers=headers, timeout=TIMEOUT, use_proxy=False, **self._login
            ) as answer:
                return bytes(answer.read())
        except HTTPError as error:
            detail = error.read().decode(errors="replace")[:300]
            raise BrokerError(f"{method} {url} answered {error.code}: {detail}") from error
        except OSError as error:
            raise BrokerError(f"{method} {url}: {error}") from error
