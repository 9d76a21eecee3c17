# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.hardware import (
    GIB,
    matches,
    root_device_fault,
    summary,
)

DISK = {"name": "/dev/sda", "size": 480 * GIB, "serial": "ABC", "model": "Fast One", "rotational": False}


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ({"size": "480"}, True),
        ({"size": ">= 400"}, True),
        ({"size": "< 480"}, False),
        ({"size": "!= 480"}, False),
        ({"serial": "abc"}, True),
        ({"rotational": False}, True),
        ({"rotational": True}, False),
        ({"model": "Fast One", "size": "> 500"}, False),
        ({"wwn": "0x5"}, False),
    ],
)
def test_rule(rule, fits):
    assert matches(rule, DISK) is fits


def test_without_a_rule_the_system_needs_four_gib():
    assert root_device_fault(None, {"disks": [DISK]}) is None
    assert "4 GiB" in root_device_fault(None, {"disks": [{"name": "/dev/vda", "size": 2 * GIB}]})


def test_machine_whose_disks_are_not_known_is_not_judged():
    assert root_device_fault({"size": ">= 100"}, {}) is None


def test_summary_has_lldp_neighbours_and_no_gaps():
    card = {"name": "eno1", "mac_address": "52:54:00:AA:00:01", "has_carrier": True, "speed_mbps": 25000}
    found = summary(
        {
            "inventory": {
                "cpu": {"count": 8, "model_name": "X"},
                "memory": {"physical_mb": 65536},
                "disks": [{**DISK, "hctl": None}],
                "interfaces": [card, {"name": "eno2", "mac_address": None}],
            },
            "plugin_data": {"parsed_lldp": {"eno1": {"switch_system_name": "tor1", "switch_port_id": "Eth1/7"}}},
        },
        "2026-01-01",
    )
    assert (found["cpus"], found["memory"], found["inspected"]) == (8, 65536, "2026-01-01")
    assert found["disks"] == [DISK]
    assert found["interfaces"][0] == {
        "name": "eno1",
        "mac": "52:54:00:aa:00:01",
        "link": True,
        "speed": 25000,
        "switch": "tor1",
        "switch_port": "Eth1/7",
    }


def test_inspection_without_an_inventory_is_a_summary_too():
    assert summary(None, "then")["disks"] == []
