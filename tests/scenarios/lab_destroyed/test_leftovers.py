# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A removed lab leaves nothing but images."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("listing", ["ps --all", "volume ls", "network ls"])
def test_podman_has_nothing_of_it(machine, listing, cloud_name):
    assert machine.check_output(f"podman {listing} --quiet --filter label=stackwright.lab={cloud_name}") == ""


def test_nothing_is_mounted_and_no_volume_is_left(machine, cloud_name):
    assert f"{cloud_name}-images" not in machine.check_output("cat /proc/self/mounts")
    assert not machine.file(f"/var/lib/containers/storage/volumes/{cloud_name}-images").exists


def test_no_address_is_left(machine):
    assert "10.23" not in machine.check_output("ip -brief address")


def test_the_controller_forgets_the_cloud(cloud_directory):
    assert not cloud_directory.exists()
