# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The libvirt of the simulated host, and a way into its guest."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator

import pytest
from ansible_collections.stackwright.cloud.tests.integration.libvirt.conftest import Hypervisor

HOST = "swhv-host"
ADDRESS = "10.224.77.2"


@pytest.fixture(scope="session")
def hypervisor() -> Iterator[Hypervisor]:
    """The host's libvirt, reached through its file system as this machine sees it."""
    pid = subprocess.check_output(["podman", "inspect", "--format", "{{.State.Pid}}", HOST], text=True).strip()
    opened = Hypervisor(f"qemu:///system?socket=/proc/{pid}/root/run/libvirt/libvirt-sock")
    yield opened
    opened.connection.close()


@pytest.fixture(scope="session")
def guest(hypervisor: Hypervisor) -> Callable[[str], str]:
    """Runs a command in the guest by SSH, through its hypervisor, and gives its output."""
    key = os.path.join(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"], "key")
    options = f"-i {key} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
    (address,) = next(one["addresses"] for one in hypervisor.stored("domains") if one["name"] == "web")
    proxy = f"ProxyCommand=ssh {options} -W %h:%p root@{ADDRESS}"

    def run(command: str) -> str:
        there = ["ssh", *options.split(), "-o", proxy, f"keeper@{address}", command]
        done = subprocess.run(there, check=False, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, f"{command}: {done.stderr}"
        return done.stdout.strip()

    return run
