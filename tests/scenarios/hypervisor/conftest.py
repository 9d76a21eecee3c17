# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The libvirt of the simulated host, and a way into its guest."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator

import pytest
from ansible_collections.stackwright.cloud.tests.integration.libvirt.conftest import Hypervisor

ADDRESS = "10.224.77.2"


@pytest.fixture(scope="session")
def key() -> str:
    """The file of the key that opens the host and its guest."""
    return os.path.join(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"], "key")


@pytest.fixture(scope="session")
def uri(key: str) -> str:
    """The host's libvirt, reached as from any other host."""
    return f"qemu+ssh://root@{ADDRESS}/system?keyfile={key}&no_verify=1&known_hosts=/dev/null"


@pytest.fixture(scope="session")
def hypervisor(uri: str) -> Iterator[Hypervisor]:
    opened = Hypervisor(uri)
    yield opened
    opened.connection.close()


@pytest.fixture(scope="session")
def guest(hypervisor: Hypervisor, key: str) -> Callable[[str], str]:
    """Runs a command in the guest by SSH, through its hypervisor, and gives its output."""
    options = f"-i {key} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
    (address,) = next(one["addresses"] for one in hypervisor.stored("domains") if one["name"] == "web")
    proxy = f"ProxyCommand=ssh {options} -W %h:%p root@{ADDRESS}"

    def run(command: str) -> str:
        there = ["ssh", *options.split(), "-o", proxy, f"keeper@{address}", command]
        done = subprocess.run(there, check=False, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, f"{command}: {done.stderr}"
        return done.stdout.strip()

    return run
