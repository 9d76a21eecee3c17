# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What the tests of a running cloud share. The cloud is the one of inventories/$STACKWRIGHT_TEST_CLOUD (aio)."""

from __future__ import annotations

import os
from pathlib import Path

import openstack
import pytest
import testinfra
from playbook import REPOSITORY
from testinfra.host import Host
from testinfra.utils.ansible_runner import AnsibleRunner


@pytest.fixture(scope="session")
def cloud_name() -> str:
    """The name of the cloud under test, of its inventory, and in clouds.yaml."""
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


@pytest.fixture(scope="session")
def machine() -> Host:
    """The machine that runs the tests."""
    return testinfra.get_host("local://", sudo=os.geteuid() != 0)


@pytest.fixture(scope="session")
def inventory(cloud_name) -> AnsibleRunner:
    """The cloud's inventory."""
    return AnsibleRunner(str(REPOSITORY / "inventories" / cloud_name))


@pytest.fixture(scope="session")
def hosts(inventory, machine) -> dict[str, Host]:
    """The cloud's hosts by name."""
    local = {
        name for name in inventory.get_hosts() if inventory.get_variables(name).get("ansible_connection") == "local"
    }
    return {name: machine if name in local else inventory.get_host(name) for name in inventory.get_hosts()}


@pytest.fixture(scope="session")
def control(inventory, hosts) -> Host:
    """The first control host."""
    return hosts[inventory.get_hosts("control")[0]]


@pytest.fixture(scope="session")
def compute(inventory, hosts) -> Host:
    """The first compute host."""
    return hosts[inventory.get_hosts("compute")[0]]
