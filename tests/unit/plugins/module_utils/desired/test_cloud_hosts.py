# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What Nova and Neutron are asked for when hosts are drained and leave."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.cloud_hosts import alive, document, records

SERVICES = [
    {"id": "s1", "host": "compute1", "state": "up"},
    {"id": "s2", "host": "compute2", "state": "down"},
]
AGENTS = [
    {"id": "a1", "host": "compute1", "binary": "ovn-controller"},
    {"id": "a2", "host": "compute2", "binary": "ovn-controller"},
    {"id": "a3", "host": "compute2", "binary": "neutron-ovn-agent"},
    {"id": "a4", "host": "network1", "binary": "ovn-controller"},
]
OPTIONS = {"reason": "new memory", "cold": True, "dead": False}


def test_drained_hosts_are_closed_and_empty():
    [entry] = document(["compute1", "network1"], SERVICES, "drained", OPTIONS)["compute_services"]
    assert entry == {
        "name": "compute1",
        "status": "disabled",
        "disabled_reason": "new memory",
        "empty": True,
        "cold": True,
        "evacuate": False,
    }


def test_opened_hosts_keep_what_they_have():
    found = document(["compute1"], SERVICES, "enabled", OPTIONS)
    assert found == {"compute_services": [{"name": "compute1", "status": "enabled"}]}


def test_of_hosts_without_a_compute_service_nothing_is_wanted():
    assert document(["network1"], SERVICES, "drained", OPTIONS) == {}


def test_hosts_that_nova_hears_from_are_not_dead():
    assert alive(["compute1", "compute2", "network1"], SERVICES) == ["compute1"]


def test_records_of_a_host_are_those_of_nova_and_then_of_neutron():
    assert [(one.service, one.path) for one in records(["compute2"], SERVICES, AGENTS)] == [
        ("compute", "/os-services/s2"),
        ("network", "/agents/a2"),
        ("network", "/agents/a3"),
    ]


def test_host_without_servers_has_records_too():
    [record] = records(["network1"], SERVICES, AGENTS)
    assert record.label == "network agent network1 (ovn-controller)"
