# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Where the services of a cloud are, by its catalogue."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.login import Login

# The version to ask for where the catalogue's address names none.
VERSIONS = {
    "identity": "v3",
    "image": "v2",
    "network": "v2.0",
    "compute": "v2.1",
    "block-storage": "v3",
    "orchestration": "v1",
    "baremetal": "v1",
}
# https://service-types.openstack.org/: other types under which a service may be in the catalogue.
ALIASES = {"block-storage": ("volumev3", "block-store", "volume")}
_VERSIONED = re.compile(r"/v\d+(\.\d+)?(/|$)")


def catalogued(login: Login, service: str) -> str | None:
    """Return the address of *service*, as the login's options or its catalogue say, None when neither does."""
    if service in login.overrides:
        return str(login.overrides[service])
    for name in (service, *ALIASES.get(service, ())):
        for endpoint in [one for entry in login.catalog if entry["type"] == name for one in entry["endpoints"]]:
            here = not login.region or endpoint.get("region_id") == login.region
            if here and endpoint["interface"] == login.interface:
                return str(endpoint["url"])
    return None


def versioned(url: str, version: str) -> str:
    """Return *url* with a version: its own, else *version*."""
    url = url.rstrip("/")
    return url if _VERSIONED.search(urlsplit(url).path) else f"{url}/{version}"
