# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The simulated hosts, reached over SSH."""

from __future__ import annotations

import pytest
import testinfra

ADDRESSES = {"lab-control": "10.230.0.11", "lab-compute": "10.230.0.12"}
OPTIONS = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o ConnectTimeout=5"


@pytest.fixture(scope="session")
def hosts(cloud_directory) -> dict[str, testinfra.host.Host]:
    """Every host by its name."""
    key = cloud_directory / "hosts_key"
    return {
        name: testinfra.get_host(f"ssh://root@{address}", ssh_identity_file=str(key), ssh_extra_args=OPTIONS)
        for name, address in ADDRESSES.items()
    }


@pytest.fixture(scope="session")
def first_server(cloud):
    """The server that the deployment made, and its floating address."""
    [server] = cloud.compute.servers(name="demo")
    [floating] = cloud.network.ips(port_id=[port.id for port in cloud.network.ports(device_id=server.id)])
    return server, floating.floating_ip_address
