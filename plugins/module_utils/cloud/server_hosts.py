# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The servers of a cloud in as few requests as there are pages."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.cells import whole
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import ApiError
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.servers import variables

PAGE = 1000


def hosts(api: Api, cloud: str, all_projects: bool, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the variables of every server that meets *query* (in Nova's terms) of the login's project or of all."""
    search = {"limit": PAGE, **({"all_tenants": 1} if all_projects else {}), **query}
    with ThreadPoolExecutor(3) as pool:
        images = pool.submit(_names, api, "image", f"/images?limit={PAGE}", "images")
        projects = pool.submit(_names, api, "identity", "/projects", "projects") if all_projects else None
        servers = whole(api, f"/servers/detail?{urlencode(search)}", "servers")
    own = api.login.project or {}
    names = {own.get("id", ""): own.get("name", ""), **images.result(), **(projects.result() if projects else {})}
    return [variables(server, cloud, names) for server in servers]


def _names(api: Api, service: str, path: str, collection: str) -> dict[str, str]:
    """Return names by id; none where the login may not list them: ids are then shown as they are."""
    try:
        return {one["id"]: one["name"] for one in api.all_pages(service, path, collection)}
    except ApiError as error:
        if error.status != 403:
            raise
        return {}
