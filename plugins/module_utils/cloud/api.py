# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""One session with a cloud's APIs: endpoints from the catalogue, retries, pages, errors in the service's words."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import ApiError, CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.http_client import requests
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.login import Login

TIMEOUT = (10, 300)
ATTEMPTS = 6
LONGEST_WAIT = 60
# The version to ask for where the catalogue's address names none.
VERSIONS = {"identity": "v3", "image": "v2", "network": "v2.0", "compute": "v2.1", "block-storage": "v3"}
# https://service-types.openstack.org/: other types under which a service may be in the catalogue.
ALIASES = {"block-storage": ("volumev3", "block-store", "volume")}
# 2.79 (2019): flavours by name in servers, extra specs and descriptions of flavours, tags of servers.
HEADERS = {
    "compute": {"OpenStack-API-Version": "compute 2.79"},
    "block-storage": {"OpenStack-API-Version": "volume 3.50"},
}
_VERSIONED = re.compile(r"/v\d+(\.\d+)?(/|$)")


class Api:
    """Requests to the services of one cloud as one login."""

    def __init__(self, login: Login, renew: Callable[[], Login], session: requests.Session | None = None) -> None:
        """Use *login*; *renew* returns a fresh one when its token is refused."""
        self.login = login
        self._renew = renew
        self._lock = threading.Lock()
        self._projects: dict[str, Api] = {}
        self._session = session or _session(login)

    def offers(self, service: str) -> bool:
        """Return whether the cloud has *service*, as far as the login knew."""
        return bool(self.login.overrides.get(service) or self._catalogued(service))

    def endpoint(self, service: str) -> str:
        """Return the address of *service* with its version; raise CloudError when the catalogue has none."""
        url = self.login.overrides.get(service) or self._catalogued(service)
        if url is None:
            self.login = replace(self.login, catalog=self._fresh_catalog())
            url = self._catalogued(service)
        if url is None:
            raise CloudError(
                f"the cloud has no service {service!r} with interface {self.login.interface!r}"
                + (f" in region {self.login.region!r}" if self.login.region else "")
            )
        url = url.rstrip("/")
        return url if _VERSIONED.search(urlsplit(url).path) else f"{url}/{VERSIONS[service]}"

    def _catalogued(self, service: str) -> str | None:
        for name in (service, *ALIASES.get(service, ())):
            for entry in self.login.catalog:
                for endpoint in entry["endpoints"] if entry["type"] == name else ():
                    here = not self.login.region or endpoint.get("region_id") == self.login.region
                    if here and endpoint["interface"] == self.login.interface:
                        return endpoint["url"]
        return None

    def _fresh_catalog(self) -> list:
        """Return the catalogue as it is now: a kept login has it as it was then."""
        return self._send("GET", f"{self._identity()}/auth/catalog", {}).json()["catalog"]

    def _identity(self) -> str:
        url = self.login.auth_url
        return url if _VERSIONED.search(urlsplit(url).path) else f"{url}/v3"

    def request(self, service: str, method: str, path: str, headers: Mapping | None = None, **content: Any) -> Any:
        """Return the answer of *service* as plain data, None when it is empty; *content* is `json` or `data`."""
        url = path if path.startswith("http") else self.endpoint(service) + path
        answer = self._send(method, url, {**HEADERS.get(service, {}), **(headers or {})}, **content)
        return answer.json() if answer.content and "json" in answer.headers.get("Content-Type", "") else None

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
                self._projects[identifier] = Api(renew(), renew, self._session)
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
            raise ApiError(answer.status_code, _said(answer), "POST /auth/tokens")
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
                    headers={"X-Auth-Token": login.token, **headers},
                    timeout=TIMEOUT,
                    # Said with each request: the session's own gives way to REQUESTS_CA_BUNDLE.
                    verify=login.verify,
                    **content,
                )
            except requests.RequestException as error:
                if last or not _may_repeat(method, error):
                    raise CloudError(
                        f"{request} got no answer from {urlsplit(url).netloc}: {_reason(error)}"
                    ) from error
                time.sleep(_pause(attempt, None))
                continue
            if attempt == 0 and _refuses_login(answer, login):
                self._renew_after(login)
                continue
            if not last and _passing(method, answer.status_code):
                time.sleep(_pause(attempt, answer.headers.get("Retry-After")))
                continue
            if answer.status_code >= 400:
                raise ApiError(answer.status_code, _said(answer), request)
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


def _may_repeat(method: str, error: requests.RequestException) -> bool:
    """Return whether sending again can do no harm: a POST may have been carried out although no answer came."""
    if isinstance(error, requests.exceptions.SSLError):
        return False
    return method != "POST" or isinstance(error, requests.ConnectTimeout) or "NewConnectionError" in repr(error)


def _refuses_login(answer: requests.Response, login: Login) -> bool:
    """Return whether the token is no good: refused, or of a project or user that is gone, as in a cloud made anew."""
    gone = (login.user["id"], (login.project or login.user)["id"])
    return answer.status_code == 401 or (answer.status_code == 404 and any(one in answer.text for one in gone))


def _passing(method: str, status: int) -> bool:
    return status in (429, 503) or (status in (500, 502, 504) and method != "POST")


def _pause(attempt: int, asked: str | None) -> float:
    """Return how many seconds to wait before the next attempt: what the service asked for, else more each time."""
    if asked and asked.isdigit():
        return min(int(asked), LONGEST_WAIT)
    return 0.25 * 2**attempt


def _reason(error: Exception) -> str:
    cause = getattr(error.args[0], "reason", None) if error.args else None
    return str(cause or error)


def _said(answer: requests.Response) -> str:
    """Return the service's own words; each service wraps them differently."""
    try:
        content = answer.json()
    except ValueError:
        text = re.sub(r"<[^>]+>|\s+", " ", answer.text).strip()
        return text[:300] or answer.reason
    while isinstance(content, dict) and content:
        content = content.get("message") or content.get("title") or next(iter(content.values()))
    return str(content)
