# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A removed undercloud leaves nothing but images, of its virtual machines neither."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("listing", ["ps --all", "volume ls", "network ls"])
def test_podman_has_nothing_of_it(machine, listing):
    assert machine.check_output(f"podman {listing} --quiet --filter label=stackwright.lab=undercloud") == ""


def test_no_address_is_left(machine):
    assert "10.234." not in machine.check_output("ip -brief address")


def test_no_machine_runs(machine):
    assert machine.run("pgrep --full 'guest=[n]ode-'").stdout == ""


def test_the_controller_forgets_the_undercloud(cloud_directory):
    assert not cloud_directory.exists()
