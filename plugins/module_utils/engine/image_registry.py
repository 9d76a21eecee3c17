# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A registry on this host: whether it has an image (OCI distribution specification, "Checking if content exists")."""

from __future__ import annotations

from urllib.error import HTTPError, URLError

from ansible.module_utils.urls import open_url
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import EngineError

ACCEPTED = "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json"
TIMEOUT = 30


def has(place: str) -> bool:
    """Tell whether the image at *place* (host:port/name:tag) is there; it is not where no registry answers."""
    host, _slash, name = place.partition("/")
    path, _colon, tag = name.rpartition(":")
    url = f"http://{host}/v2/{path}/manifests/{tag}"
    try:
        with open_url(url, method="HEAD", headers={"Accept": ACCEPTED}, timeout=TIMEOUT, use_proxy=False):
            return True
    except HTTPError as error:
        if error.code == 404:
            return False
        raise EngineError(f"registry {host} answered {error.code} when asked for {name}") from error
    except URLError:
        return False
