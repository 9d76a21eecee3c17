# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.found import Found
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.hardware import GIB
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.plan import chosen
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.validation import (
    Result,
    lines,
    summary,
    validate,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.validations import VALIDATIONS
from node_examples import SECRETS, document, node

FIRST, SECOND = "52:54:00:00:00:0a", "52:54:00:00:00:0b"
HARDWARE = {
    "inspected": "then",
    "cpus": 32,
    "memory": 131072,
    "boot_mode": "uefi",
    "firmware": "2.19",
    "disks": [{"name": "/dev/sda", "size": 480 * GIB, "serial": "A"}, {"name": "/dev/sdb", "size": 4000 * GIB}],
    "interfaces": [
        {"name": "eno1", "mac": FIRST, "link": True, "speed": 25000, "switch": "leaf-1", "switch_port": "Ethernet7"},
        {"name": "eno2", "mac": SECOND, "link": True, "speed": 25000},
    ],
}
PLANNED = {
    "requires": {"cpus": 32, "memory": 128, "disks": 2, "firmware": ["2.18", "2.19"]},
    "root_device": {"size": "480"},
    "ports": [{"mac": FIRST, "speed": 25000, "switch": "leaf-1", "switch_port": "Ethernet7"}],
    "network": {
        "interfaces": [{"name": "nic1", "mac": FIRST}, {"name": "nic2", "mac": SECOND}],
        "bonds": [{"name": "bond0", "members": ["nic1", "nic2"]}],
    },
}


def results(
    planned: dict[str, Any] | None = None, hardware: dict[str, Any] | None = None, **raw: Any
) -> dict[str, Result]:
    """Return the results of a machine that is as planned but for what is given, by the validations' names."""
    wanted = chosen(document(node(**{**PLANNED, **(planned or {})})), SECRETS, [])
    known = Found({"provision_state": "manageable", "inspection_finished_at": "then", **raw})
    known = known.marked(hardware={**HARDWARE, **(hardware or {})})
    return {result.validation: result for result in validate(wanted, {"web": known})}


def cards(**changes: Any) -> dict[str, Any]:
    """Return the hardware with *changes* to the first card; None takes an entry away."""
    first = {name: value for name, value in {**HARDWARE["interfaces"][0], **changes}.items() if value is not None}
    return {"interfaces": [first, HARDWARE["interfaces"][1]]}


def test_machine_that_is_as_planned_passes_everything():
    every = results()
    assert {result.status for result in every.values()} == {"pass"}
    assert list(every) == ["bmc", "inspected", *(one.name for one in VALIDATIONS)]


def test_machine_of_which_nothing_is_planned_passes_everything():
    every = results(dict.fromkeys(PLANNED))
    assert {result.status for result in every.values()} == {"pass"}


@pytest.mark.parametrize(
    ("hardware", "validation", "status", "part"),
    [
        ({"cpus": 16}, "size", "fail", "cpus: it has 16, and at least 32 are asked for"),
        ({"memory": 65536}, "size", "fail", "memory: it has 64 GiB, and at least 128 are asked for"),
        ({"disks": HARDWARE["disks"][:1]}, "size", "fail", "disks: it has 1"),
        ({"firmware": "2.17"}, "firmware", "fail", "its firmware is 2.17; bring it to one of 2.18, 2.19"),
        ({"firmware": ""}, "firmware", "warn", "is not known"),
        ({"boot_mode": "bios"}, "firmware", "fail", "it booted by bios, and `boot_mode` is uefi"),
        ({"disks": HARDWARE["disks"][1:]}, "root_device", "fail", "root_device asks for size 480"),
        ({"disks": [HARDWARE["disks"][0]] * 2}, "root_device", "warn", "fits several disks"),
        ({"disks": []}, "root_device", "warn", "its disks are not known"),
        ({"interfaces": HARDWARE["interfaces"][1:]}, "cards", "fail", f"no card has the MAC address {FIRST}"),
        (cards(link=False), "links", "fail", f"card eno1 ({FIRST}) has no link"),
        (cards(speed=10000), "speeds", "fail", "has 10000 Mbit/s, and 25000 are asked for"),
        (cards(speed=None), "speeds", "warn", "the speed of card eno1"),
        (cards(speed=10000), "bonds", "warn", "nic1 10000, nic2 25000"),
        (cards(switch="leaf-2"), "neighbours", "fail", "plugged into leaf-2 Ethernet7, and not into leaf-1 Ethernet7"),
        (cards(switch=None, switch_port=None), "neighbours", "warn", "turn LLDP on"),
    ],
)
def test_what_differs_is_told_with_what_to_do(hardware, validation, status, part):
    result = results(hardware=hardware)[validation]
    assert result.status == status
    assert any(part in text for text in result.found)


def test_disk_for_the_system_is_needed_without_a_rule_too():
    small = {"disks": [{"name": "/dev/vda", "size": GIB}]}
    assert results({"root_device": None}, small)["root_device"].status == "fail"


@pytest.mark.parametrize(
    ("raw", "status", "part"),
    [
        ({"provision_state": "enroll", "last_error": "401"}, "fail", "its BMC is not verified: 401"),
        ({"fault": "power failure", "maintenance": True, "maintenance_reason": "no answer"}, "fail", "no answer"),
        ({"maintenance": True, "maintenance_reason": "fan broken"}, "warn", "fan broken"),
    ],
)
def test_bmc(raw, status, part):
    result = results(**raw)["bmc"]
    assert result.status == status
    assert part in result.found[0]


def test_hardware_is_judged_only_where_it_is_known():
    assert results(inspection_finished_at="later")["inspected"].status == "fail"
    assert list(results(inspection_finished_at="later")) == ["bmc", "inspected"]


def test_unknown_machine_is_told_of():
    (result,) = validate(chosen(document(node()), SECRETS, []), {})
    assert (result.validation, result.status) == ("bmc", "fail")


def test_results_for_people():
    every = list(results(hardware=cards(speed=10000)).values())
    assert summary(every) == "8 pass, 1 warn, 1 fail"
    assert lines(every, "fail") == [
        f"web: speeds: card eno1 ({FIRST}) has 10000 Mbit/s, and 25000 are asked for; look at cable and switch"
    ]
