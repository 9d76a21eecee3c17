# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The undercloud's simulated host, and what its bare metal is reached with."""

from __future__ import annotations

from pathlib import Path

import pytest
import testinfra
import yaml
from undercloud import HOST, SSH_OPTIONS


@pytest.fixture(scope="session")
def key_file(cloud_directory) -> Path:
    """The private key that opens the host, and the machines."""
    return cloud_directory / "hosts_key"


@pytest.fixture(scope="session")
def hosts(key_file) -> dict[str, testinfra.host.Host]:
    """The one host by its name."""
    host = testinfra.get_host(f"ssh://root@{HOST}", ssh_identity_file=str(key_file), ssh_extra_args=SSH_OPTIONS)
    return {"undercloud-host": host}


@pytest.fixture(scope="session")
def undercloud(hosts) -> testinfra.host.Host:
    """The host."""
    return hosts["undercloud-host"]


@pytest.fixture(scope="session")
def secrets(cloud_directory) -> dict[str, str]:
    """The undercloud's secrets."""
    return yaml.safe_load((cloud_directory / "secrets.yml").read_text())


@pytest.fixture(scope="session")
def bare_metal(cloud):
    """The Bare Metal API, as the administrator sees it."""
    return cloud.baremetal
