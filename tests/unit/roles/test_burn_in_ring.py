# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""To whom a host sends in a burn-in."""

from __future__ import annotations

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible_collections.stackwright.cloud.plugins.plugin_utils.roles import load_role_file

HOSTVARS = {"one": {"ansible_host": "192.0.2.11"}, "two": {"burn_in_address": "203.0.113.12"}, "three": {}}


@pytest.mark.parametrize(
    ("ring", "host", "peer"),
    [
        (["one", "two", "three"], "one", "203.0.113.12"),
        (["one", "two", "three"], "two", "three"),
        (["one", "two", "three"], "three", "192.0.2.11"),
        (["one"], "one", ""),
        (["one", "three"], "two", ""),
        (None, "one", ""),
    ],
)
def test_each_host_sends_to_the_next_one(ring, host, peer):
    variables = {
        **load_role_file("burn_in", "vars", "main.yml"),
        "groups": {"burn_in_network": ring} if ring else {},
        "hostvars": HOSTVARS,
        "inventory_hostname": host,
    }
    templar = Templar(loader=DataLoader(), variables=variables)
    assert templar.template(variables["burn_in_peer"]) == peer
