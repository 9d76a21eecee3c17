# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Logging in to a cloud: what the login gave, from openstacksdk's configuration or from the token cache."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud import token_cache
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import CloudError

# The ways to log in to a service that stands without Keystone.
STANDALONE = ("none", "http_basic")
# A token that ends sooner than this is not used any more.
MARGIN = timedelta(minutes=5)


@dataclass(frozen=True)
class Login:
    """A token and what came with it; nothing here is the password it was had for.

    A service without Keystone has no token: *basic* are its user and password (RFC 7617), or it asks for no login.
    """

    token: str
    expires: str
    auth_url: str
    project: dict | None
    user: dict
    catalog: list
    region: str
    interface: str
    overrides: dict
    verify: Any
    certificate: Any
    basic: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """Return what says in a request who asks: a token, HTTP's basic login, or nothing."""
        if self.basic:
            return {"Authorization": f"Basic {self.basic}"}
        return {"X-Auth-Token": self.token} if self.token else {}

    @property
    def usable(self) -> bool:
        """Return whether the token lasts for a while yet."""
        expires = datetime.fromisoformat(self.expires.replace("Z", "+00:00"))
        return expires - datetime.now(timezone.utc) > MARGIN


def log_in(options: Mapping[str, Any], fresh: bool = False) -> Login:
    """Return the login that *options* describe: `cloud`, `clouds_file`, and openstacksdk's own, like `auth`.

    What is kept from an earlier run is used unless *fresh*. Raises CloudError.
    """
    key = token_cache.key(options, os.environ)
    if fresh:
        token_cache.drop(key)
    kept = token_cache.load(key)
    if kept:
        login = Login(**json.loads(kept))
        if login.usable:
            return login
    login = _authenticate(options)
    # A password that is not in a file already is not put into one.
    if not (login.basic and _brings_password(options)):
        token_cache.store(key, json.dumps(asdict(login)))
    return login


def _brings_password(options: Mapping[str, Any]) -> bool:
    """Tell whether the task or the environment may have the password, rather than clouds.yaml."""
    return bool(options.get("auth") or isinstance(options.get("cloud"), Mapping) or "OS_PASSWORD" in os.environ)


def _authenticate(options: Mapping[str, Any]) -> Login:
    # openstacksdk takes 0.7 s to import; with a kept login it is not needed.
    try:
        from keystoneauth1 import exceptions
        from openstack import exceptions as sdk_exceptions
    except ImportError as error:
        raise CloudError(f"{error}; install openstacksdk for the Python that runs Ansible") from error
    try:
        return _with_sdk(options)
    except (exceptions.ClientException, sdk_exceptions.SDKException) as error:
        raise CloudError(f"cannot log in to {options.get('cloud') or 'the cloud'}: {error}") from error


def _with_sdk(options: Mapping[str, Any]) -> Login:
    from openstack.config import OpenStackConfig

    chosen = {name: value for name, value in options.items() if value is not None and name != "clouds_file"}
    files = [os.path.expanduser(options["clouds_file"])] if options.get("clouds_file") else None
    if files and not os.path.exists(files[0]):
        raise CloudError(f"there is no file {files[0]}, which was to say how to log in")
    if isinstance(chosen.get("cloud"), dict):
        chosen = {**chosen.pop("cloud"), **chosen}
    config = OpenStackConfig(config_files=files)
    if not (chosen.get("cloud") or chosen.get("auth") or config.default_cloud):
        raise CloudError(f"say which cloud is meant: clouds.yaml has {', '.join(sorted(config.get_cloud_names()))}")
    region = config.get_one(**chosen)
    if region.config.get("auth_type") in STANDALONE:
        return _standalone(region)
    session = region.get_session()
    auth: Any = session.auth
    access = auth.get_access(session)
    verify, certificate = region.get_requests_verify_args()
    return Login(
        token=access.auth_token,
        expires=access.expires.isoformat(),
        auth_url=auth.auth_url.rstrip("/"),
        project=_project(access),
        user={"id": access.user_id, "name": access.username, "domain": _domain(access, "user")},
        catalog=access.service_catalog.catalog,
        region=region.region_name or "",
        interface=str(region.get_interface() or "public"),
        overrides=_overrides(region.config),
        verify=verify,
        certificate=certificate,
    )


def _standalone(region: Any) -> Login:
    """Return the login to the one service of a cloud without Keystone, whichever is asked for."""
    auth = region.config.get("auth", {})
    named = _overrides(region.config)
    if not (auth.get("endpoint") or named):
        raise CloudError(f"auth_type {region.config['auth_type']} needs `endpoint` in `auth`, the service's address")
    pair = f"{auth.get('username', '')}:{auth.get('password', '')}"
    verify, certificate = region.get_requests_verify_args()
    return Login(
        token="",
        expires=datetime.max.replace(tzinfo=timezone.utc).isoformat(),
        auth_url="",
        project=None,
        user={},
        catalog=[],
        region="",
        interface="",
        overrides={"baremetal": auth.get("endpoint"), **named},
        verify=verify,
        certificate=certificate,
        basic=base64.b64encode(pair.encode()).decode() if region.config["auth_type"] == "http_basic" else "",
    )


def _overrides(config: Mapping[str, Any]) -> dict[str, str]:
    ending = "_endpoint_override"
    return {
        name[: -len(ending)].replace("_", "-"): value
        for name, value in config.items()
        if name.endswith(ending) and isinstance(value, str)
    }


def _project(access: Any) -> dict | None:
    if not access.project_id:
        return None
    return {"id": access.project_id, "name": access.project_name, "domain": _domain(access, "project")}


def _domain(access: Any, whose: str) -> dict:
    return {"id": getattr(access, f"{whose}_domain_id"), "name": getattr(access, f"{whose}_domain_name")}
