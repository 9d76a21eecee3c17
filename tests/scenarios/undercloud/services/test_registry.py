# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The registry has the images that hosts will ask for; everybody may read it, and nobody but its host write."""

from __future__ import annotations

import pytest
import requests
from undercloud import REGISTRY


@pytest.fixture
def authority(cloud_directory) -> str:
    return str(cloud_directory / "pki/ca.pem")


def tags(authority: str, family: str) -> list[str]:
    url = f"https://{REGISTRY}/v2/stackwright/{family}/tags/list"
    return requests.get(url, verify=authority, timeout=10).json()["tags"]


def test_host_pulls_an_image_over_tls(undercloud, authority, cloud_directory):
    [tag] = tags(authority, "mariadb")
    place = f"{REGISTRY}/stackwright/mariadb:{tag}"
    certificate = (cloud_directory / "pki/ca.pem").read_text()
    undercloud.check_output(f"mkdir -p /run/trust && echo '{certificate}' >/run/trust/ca.crt")

    undercloud.check_output(f"podman pull --quiet --cert-dir=/run/trust {place}")

    identities = undercloud.check_output(
        f"podman inspect --format '{{{{.Id}}}}' {place} localhost/stackwright/mariadb:{tag}"
    )
    # Without the second name all of the image's would go, that of its container among them.
    undercloud.check_output(f"podman untag {place} {place}")
    assert len(set(identities.split())) == 1


def test_nobody_else_writes(authority):
    url = f"https://{REGISTRY}/v2/stackwright/mariadb/blobs/uploads/"
    assert requests.post(url, verify=authority, timeout=10).status_code == 405
