# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The few requests by which the controller sees that the cloud works; its contents are the resources module's."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from typing import Any

TIMEOUT = 10


class Api:
    """A session of the cloud's administrator, with every certificate verified against the cloud's CA."""

    def __init__(self, ca: str, identity_url: str, password: str):
        """Trust *ca* (PEM) and log in at *identity_url* when the first request needs a token."""
        self._context = ssl.create_default_context(cadata=ca)
        self._identity_url = identity_url
        self._password = password
        self._token: str | None = None

    def status(self, url: str) -> int:
        """Return the HTTP status of *url* without a login; raises OSError when nothing answers."""
        try:
            with urllib.request.urlopen(url, timeout=TIMEOUT, context=self._context) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    def get(self, url: str) -> Any:
        """Return the JSON at *url*; raises OSError (urllib's errors are) when it is refused or not reached."""
        request = urllib.request.Request(url, headers={"X-Auth-Token": self._log_in()})
        with urllib.request.urlopen(request, timeout=TIMEOUT, context=self._context) as answer:
            return json.load(answer)

    def _log_in(self) -> str:
        if self._token is None:
            domain = {"id": "default"}
            user = {"name": "admin", "domain": domain, "password": self._password}
            body = {
                "auth": {
                    "identity": {"methods": ["password"], "password": {"user": user}},
                    "scope": {"project": {"name": "admin", "domain": domain}},
                }
            }
            request = urllib.request.Request(
                f"{self._identity_url}/auth/tokens",
                data=json.dumps(body).encode(),
                headers={"Content-Type": "application/json"},
            )
            with urllib.request.urlopen(request, timeout=TIMEOUT, context=self._context) as answer:
                self._token = answer.headers["X-Subject-Token"]
        return self._token
