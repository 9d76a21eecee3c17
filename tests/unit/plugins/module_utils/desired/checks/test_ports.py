# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.checks import ports

DEFINITIONS = {
    "glance": {
        "frontends": {"glance_api": {"port": 9292, "group": "control"}},
        "containers": {"glance_api": {"group": "control", "ports": [9292]}},
    },
    "horizon": {
        "frontends": {"horizon": {"port": 443, "group": ["control"], "backend_port": 8008}},
        "containers": {"agent": {"group": "compute", "ports": ["7000"]}, "worker": {"group": "control", "ports": []}},
    },
}


def test_a_controller_needs_frontends_on_the_shared_and_backends_on_its_own_address():
    assert ports.needed_ports(DEFINITIONS, ["control"], "10.0.0.11", ["10.0.0.10"]) == {
        ("10.0.0.10", 9292): "glance_api",
        ("10.0.0.11", 9292): "glance_api",
        ("10.0.0.10", 443): "horizon",
        ("10.0.0.11", 8008): "horizon",
    }


def test_another_host_needs_only_its_own():
    assert ports.needed_ports(DEFINITIONS, ["compute"], "10.0.0.12", ["10.0.0.10"]) == {("10.0.0.12", 7000): "agent"}


def listener(**differences):
    return {"protocol": "tcp", "address": "0.0.0.0", "port": 9292, "process": "nginx", **differences}


def faults(**differences):
    needed = {("10.0.0.10", 9292): "glance_api", ("10.0.0.11", 9292): "glance_api"}
    return [fault.problem for fault in ports.port_faults("h", needed, [listener(**differences)], "aio")]


@pytest.mark.parametrize("address", ["0.0.0.0", "::"])
def test_one_listener_on_every_address_is_one_fault(address):
    assert faults(address=address) == [f"nginx listens on {address}:9292"]


def test_a_strangers_container_is_named():
    assert faults(container="web", label=None) == ["nginx in container web listens on 0.0.0.0:9292"]
    assert faults(container="glance_api", label="other") == ["nginx in container glance_api listens on 0.0.0.0:9292"]


@pytest.mark.parametrize("harmless", [{"label": "aio"}, {"address": "127.0.0.1"}, {"protocol": "udp"}, {"port": 80}])
def test_what_is_in_nobodys_way(harmless):
    assert faults(**harmless) == []
