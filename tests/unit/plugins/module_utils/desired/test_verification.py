# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.verification import (
    agent_faults,
    compute_faults,
    conductor_faults,
)


def test_ironic_needs_conductors_that_are_alive():
    assert conductor_faults([{"hostname": "a", "alive": True}]) == []
    assert conductor_faults([{"hostname": "a", "alive": False}]) == ["ironic-conductor on a is not alive"]
    assert conductor_faults([]) == ["no conductor of Ironic has registered"]


def service(host: str, state: str = "up", binary: str = "nova-compute") -> dict:
    return {"host": host, "binary": binary, "state": state, "status": "enabled"}


def test_every_compute_host_has_a_service_that_is_up():
    known = {"control", "one", "two"}
    services = [service("one"), service("two", "down"), service("control", "down", "nova-conductor")]
    assert compute_faults(services, ["one", "two"], known) == [
        "nova-compute on two is down",
        "nova-conductor on control is down",
    ]
    assert compute_faults([service("one")], ["one", "two"], known) == ["nova-compute on two has not registered"]


def test_services_and_agents_that_are_of_no_host_of_the_cloud_are_not_asked_for():
    assert compute_faults([service("one"), service("gone", "down")], ["one"], {"one"}) == []
    agents = [
        {"agent_type": "OVN Controller agent", "host": "one", "alive": True},
        {"agent_type": "Baremetal Node", "host": "4a4a3b1a-0000-0000-0000-000000000000", "alive": False},
    ]
    assert agent_faults(agents, ["one"]) == []
    assert agent_faults([{**agents[0], "alive": False}], ["one"]) == ["OVN Controller agent on one is not alive"]
