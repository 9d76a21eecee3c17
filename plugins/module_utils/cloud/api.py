# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""One session with a cloud's APIs: endpoints from the catalogue, retries, pages, errors in the service's words."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.attempts import (
    ATTEMPTS,
    full,
    may_repeat,
    passing,
    pause,
    reason,
    said,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.endpoints import VERSIONS, catalogued, versioned
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import ApiError, CloudError, FullError
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.http_client import requests
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.login import Login

TIMEOUT = (10, 300)
# 2.79 (2019): flavours by name in servers, extra specs and descriptions of flavours, tags of servers.
# 1.81 (2023): what an inspection found.
HEADERS = {
    "compute": {"OpenStack-API-Version": "compute 2.79"},
    "block-storage": {"OpenStack-API-Version": "volume 3.50"},
    "baremetal": {"OpenStack-API-Version": "baremetal 1.81"},
}


class Api:
    """Requests to the services of one cloud as one login."""

    def __init__(
        self,
        login: Login,
        renew: Callable[[], Login],
        session: requests.Session | None = None,
        asked: list[str] | None = None,
    ) -> None:
        """Use *login*; *renew* returns a fresh one when its token is refused. *asked* gets the service of each call."""
        self.login = login
        self._renew = renew
        self._lock = threading.Lock()
        self._projects: dict[str, Api] = {}
        self._session = session or _session(login)
        # A list, for threads can append to one at the same time.
        self._asked: list[str] = [] if asked is None else asked

    @property
    def calls(self) -> dict[str, int]:
        """The number of requests so far, by service."""
        return dict(Counter(self._asked))

    def offers(self, service: str, certainly: bool = False) -> bool:
        """Return whether the cloud has *service*, as far as the login knew; *certainly* asks when that is no."""
        if certainly and catalogued(self.login, service) is None:
            self.login = replace(self.login, catalog=self._fresh_catalog())
        return catalogued(self.login, service) is not None

    def endpoint(self, service: str) -> str:
        """Return the address of *service* with its version; raise CloudError when the catalogue has none."""
        if not self.offers(service, certainly=True):
            raise CloudError(self.lacks(service))
        return versioned(str(catalogued(self.login, service)), VERSIONS[service])

    def lacks(self, service: str) -> str:
        """Return the sentence about a *service* that the cloud does not have."""
        region = f" in region {self.login.region!r}" if self.login.region else ""
        return f"the cloud has no service {service!r} with interface {self.login.interface!r}{region}"

    def _fresh_catalog(self) -> list:
        """Return the catalogue as it is now: a kept login has it as it was then."""
        return self._send("GET", f"{self._identity()}/auth/catalog", {}).json()["catalog"]

    def _identity(self) -> str:
        return versioned(self.login.auth_url, VERSIONS["identity"])

    def request(self, service: str, method: str, path: str, headers: Mapping | None = None, **content: Any) -> Any:
        """Return the answer of *service* as plain data, None when it is empty; *content* is `json` or `data`."""
        url = path if path.startswith("http") else self.endpoint(service) + path
        self._asked.append(service)
        answer = self._send(method, url, {**HEADERS.get(service, {}), **(headers or {})}, **content)
        if not answer.content or "json" not in answer.headers.get("Content-Type", ""):
            return None
        try:
            return answer.json()
        except ValueError as error:
            raise CloudError(f"{method} {urlsplit(url).path} was answered with what is no JSON: {error}") from error

    def delete(self, service: str, path: str) -> None:
        """Delete what is at *path*; when it is gone already, that is fine."""
        try:
            self.request(service, "DELETE", path)
        except ApiError as error:
            if error.status != 404:
                raise

    def all_pages(self, service: str, path: str, collection: str) -> list:
        """Return every resource of a list, following the links to its further pages."""
        result: list = []
        while path:
            page = self.request(service, "GET", path)
            result += page[collection]
            path = self._next(service, page, collection)
        return result

    def _next(self, service: str, page: dict, collection: str) -> str:
        links = page.get(f"{collection}_links") or []
        following = next((link["href"] for link in links if link["rel"] == "next"), None) or page.get("next")
        if following is None and isinstance(page.get("links"), dict):
            following = page["links"].get("next")
        if not following:
            return ""
        # Behind a proxy that ends TLS, a service may think that it has another address: only the query counts.
        path, _separator, query = following.partition("?")
        base = urlsplit(self.endpoint(service)).path
        relative = urlsplit(path).path
        return f"{relative[len(base) :] if relative.startswith(base) else '/' + relative.split('/', 2)[2]}?{query}"

    def for_project(self, identifier: str) -> Api:
        """Return the APIs as the same user in another project; raise CloudError when the user has no role there."""
        if self.login.project and self.login.project["id"] == identifier:
            return self
        with self._lock:
            if identifier not in self._projects:
                renew = partial(self._scoped, identifier)
                self._projects[identifier] = Api(renew(), renew, self._session, self._asked)
            return self._projects[identifier]

    def _scoped(self, identifier: str) -> Login:
        content = {
            "auth": {
                "identity": {"methods": ["token"], "token": {"id": self.login.token}},
                "scope": {"project": {"id": identifier}},
            }
        }
        try:
            answer = self._send("POST", f"{self._identity()}/auth/tokens", {}, json=content)
        except ApiError as error:
            raise CloudError(
                f"user {self.login.user['name']!r} cannot work in project {identifier}, "
                f"give it a role there: {error.said}"
            ) from error
        token = answer.json()["token"]
        project = {name: token["project"][name] for name in ("id", "name", "domain")}
        return replace(
            self.login, token=answer.headers["X-Subject-Token"], expires=token["expires_at"], project=project
        )

    def accepts(self, user: str, password: str) -> bool:
        """Return whether *password* logs in the user with the id *user*."""
        identity: Any = {"methods": ["password"], "password": {"user": {"id": user, "password": password}}}
        answer = self._session.post(
            f"{self._identity()}/auth/tokens",
            json={"auth": {"identity": identity, "scope": "unscoped"}},
            timeout=TIMEOUT,
            verify=self.login.verify,
        )
        if answer.status_code not in (201, 401):
            raise ApiError(answer.status_code, said(answer), "POST /auth/tokens")
        return answer.status_code == 201

    def _send(self, method: str, url: str, headers: Mapping, **content: Any) -> requests.Response:
        request = f"{method} {urlsplit(url).path}"
        for attempt in range(ATTEMPTS):
            last = attempt == ATTEMPTS - 1
            login = self.login
            try:
                answer = self._session.request(
                    method,
                    url,
                    headers={**login.headers, **headers},
                    timeout=TIMEOUT,
                    # Said with each request: the session's own gives way to REQUESTS_CA_BUNDLE.
                    verify=login.verify,
                    **content,
                )
            except requests.RequestException as error:
                if last or not may_repeat(method, error):
                    raise CloudError(f"{request} got no answer from {urlsplit(url).netloc}: {reason(error)}") from error
                time.sleep(pause(attempt, None))
                continue
            if attempt == 0 and _refuses_login(answer, login):
                self._renew_after(login)
                continue
            if full(answer):
                raise FullError(answer.status_code, said(answer), request)
            if not last and passing(method, answer.status_code):
                time.sleep(pause(attempt, answer.headers.get("Retry-After")))
                continue
            if answer.status_code >= 400:
                raise ApiError(answer.status_code, said(answer), request)
            return answer
        raise AssertionError("the last attempt returns or raises")

    def _renew_after(self, refused: Login) -> None:
        with self._lock:
            if self.login is refused:
                self.login = self._renew()


def _session(login: Login) -> requests.Session:
    session = requests.Session()
    adapter = requests.adapters.HTTPAdapter(pool_maxsize=32)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    session.cert = login.certificate
    session.headers.update({"User-Agent": "stackwright.cloud", "Accept": "application/json"})
    return session


def _refuses_login(answer: requests.Response, login: Login) -> bool:
    """Return whether the token is no good: refused, or of a project or user that is gone, as in a cloud made anew."""
    if not login.token:
        return False
    gone = (login.user["id"], (login.project or login.user)["id"])
    return answer.status_code == 401 or (answer.status_code == 404 and any(one in answer.text for one in gone))
