# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Which of a host's devices are what a killed Open vSwitch left."""

from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.bridges import abandoned, bridge_names

DATABASE = """OVSDB JSON 21 0f0b2a
{"cksum":"1 2","name":"Open_vSwitch"}
OVSDB JSON 99 1c2d3e
{"_date":1,"Bridge":{"u1":{"name":"br-int","fail_mode":"secure"},"u2":{"name":"br-ex"}},"Port":{"u3":{"name":"eth1"}}}
OVSDB JSON 30 4f5a6b
{"_date":2,"Bridge":{"u1":{"fail_mode":["set",[]]},"u2":null}}
"""


def tap(name, persist=True, flags=("NO-CARRIER", "BROADCAST", "UP")):
    return {"ifname": name, "flags": list(flags), "linkinfo": {"info_data": {"type": "tap", "persist": persist}}}


def test_a_database_names_its_bridges_the_removed_ones_too():
    assert bridge_names(DATABASE) == ["br-ex", "br-int"]


@pytest.mark.parametrize(
    "link",
    [
        tap("tap0"),
        tap("br-int", persist=False),
        tap("br-int", flags=("BROADCAST", "UP", "LOWER_UP")),
        {},
    ],
    ids=["another", "not persistent", "held by a daemon", "of another kind"],
)
def test_devices_that_are_not_left_stay(link):
    assert abandoned([link], {"br-int", "br-ex"}) == []


def test_persistent_taps_without_a_daemon_are_left():
    assert abandoned([tap("br-int"), tap("br-ex", flags=["BROADCAST"])], {"br-int", "br-ex"}) == ["br-int", "br-ex"]
