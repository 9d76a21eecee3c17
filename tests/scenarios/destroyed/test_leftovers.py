# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A removed cloud leaves nothing."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "command",
    [
        "podman ps --all --quiet --filter label=stackwright.cloud",
        "ip -brief link show dev stackwright0",
        "ip -brief link show type tun",
        "ip netns list | grep ovnmeta",
        # In the machine's own network, where simulated hosts are not.
        "pgrep --ns $$ --nslist net --list-full 'qemu-system|ovs-vswitchd|haproxy|mariadbd|beam.smp'",
        "find /etc/systemd/system /etc/containers/systemd -name '*stackwright*'",
    ],
)
def test_nothing_is_left(machine, command):
    assert machine.run(command).stdout == ""


@pytest.mark.parametrize("path", ["/etc/stackwright", "/var/lib/stackwright", "/run/stackwright"])
def test_no_directory_is_left(machine, path):
    assert not machine.file(path).exists


def test_the_controller_forgets_the_cloud(cloud_directory):
    assert not cloud_directory.exists()
