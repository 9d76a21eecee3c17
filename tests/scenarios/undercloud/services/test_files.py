# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What machines and their controllers fetch from the undercloud."""

from __future__ import annotations

import pytest
import requests
from undercloud import FILES

# As the conductor leaves an image that it has fetched itself: the image, and a link to it.
IMAGE = "/var/lib/ironic/images/a-node"
LINK = "/var/lib/ironic/http/agent_images/a-node"


@pytest.fixture
def fetch(cloud_directory):
    authority = str(cloud_directory / "pki/ca.pem")
    return lambda path: requests.get(f"{FILES}/{path}", verify=authority, timeout=10)


@pytest.fixture
def fetched_image(undercloud):
    def inside(command: str) -> None:
        undercloud.check_output(f"podman exec ironic_conductor sh -c '{command}'")

    inside(f"mkdir -p {IMAGE} $(dirname {LINK}) && echo an image >{IMAGE}/disk && ln -s {IMAGE}/disk {LINK}")
    yield
    inside(f"rm -r {IMAGE} {LINK}")


def test_image_that_the_conductor_fetched_is_served(fetch, fetched_image):
    assert fetch("agent_images/a-node").text == "an image\n"


def test_disk_image_of_a_host_has_its_checksum_beside_it(fetch):
    assert fetch("debian/SHA256SUMS").text.split()[1] == "debian-13.qcow2"
