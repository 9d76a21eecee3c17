# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What the tests of a running cloud share."""

from __future__ import annotations

import os
from pathlib import Path

import openstack
import pytest


@pytest.fixture(scope="session")
def cloud_name() -> str:
    """The name of the cloud under test, as in its inventory and in clouds.yaml."""
    return os.environ.get("STACKWRIGHT_TEST_CLOUD", "aio")


@pytest.fixture(scope="session")
def cloud_directory(cloud_name) -> Path:
    """Where the controller keeps the cloud's access files."""
    return Path.home() / ".config/stackwright" / cloud_name


@pytest.fixture(scope="session")
def cloud(cloud_name, cloud_directory) -> openstack.connection.Connection:
    """The cloud, as its administrator sees it with the clouds.yaml that was written for people."""
    loader = openstack.config.OpenStackConfig(config_files=[str(cloud_directory / "clouds.yaml")])
    region = loader.get_one(cloud=cloud_name)
    assert region.verify, "TLS certificates are verified"
    return openstack.connection.Connection(config=region)
