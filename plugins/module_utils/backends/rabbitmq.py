# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""RabbitMQ through its management API: everything it holds in one request, everything it lacks in another."""

from __future__ import annotations

import json
from urllib.error import HTTPError

from ansible.module_utils.urls import open_url
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.model import Data

TIMEOUT = 30


class BrokerError(Exception):
    """The broker's management API did not answer as it should; the message says what was asked and what came."""


class RabbitMQ:
    """The broker whose management API is at *url*."""

    def __init__(self, url: str, user: str, password: str):
        """Log in with *user* and *password* at each request."""
        self.url = f"{url}/api/definitions"
        self._login = {"url_username": user, "url_password": password, "force_basic_auth": True}

    def definitions(self) -> Data:
        """Return the broker's virtual hosts, users, permissions and the rest, in its own form."""
        found: Data = json.loads(self._request("GET"))
        return found

    def import_definitions(self, definitions: Data) -> None:
        """Create or change what *definitions* name; nothing else is touched."""
        self._request("POST", json.dumps(definitions).encode())

    def _request(self, method: str, body: bytes | None = None) -> bytes:
        headers = {"Content-Type": "application/json"}
        try:
            with open_url(
                self.url, data=body, method=method, headers=headers, timeout=TIMEOUT, use_proxy=False, **self._login
            ) as answer:
                return bytes(answer.read())
        except HTTPError as error:
            detail = error.read().decode(errors="replace")[:300]
            raise BrokerError(f"{method} {self.url} answered {error.code}: {detail}") from error
        except OSError as error:
            raise BrokerError(f"{method} {self.url}: {error}") from error
