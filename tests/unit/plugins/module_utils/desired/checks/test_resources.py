# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.checks import resources

FACTS = {
    "distribution": {"family": "debian", "id": "debian"},
    "disk": {"free": 20000, "total": 50000},
    "images": [],
    "interfaces": {"eth0": {}},
    "kvm": False,
    "memory": {"total": 8000},
    "mirrors": [],
    "ovs_datapath": "netdev",
    "podman": "4.3.1",
}
LEAST = {"control": 6000, "compute": 2000}


def host(variables=None, **facts):
    return [fault.variable for fault in resources.host_faults("h", variables or {}, {**FACTS, **facts})]


def capacity(groups=("control", "rack1"), **facts):
    found = resources.capacity_faults("h", groups, {**FACTS, **facts}, LEAST, {"control": 15000})
    return {fault.variable: fault.problem for fault in found}


def test_a_good_host():
    assert host() == []
    assert host(podman=None) == []
    assert capacity() == {}


def test_what_makes_a_host_useless():
    assert host(distribution={"family": "other", "id": "arch"}) == ["distribution"]
    assert host(interfaces={}) == ["program ip"]
    assert host(podman="3.4.4") == ["podman"]
    assert host(mirrors=[{"url": "u", "reason": "refused"}]) == ["package mirror"]
    assert host({"stackwright_virtualization": "kvm"}) == ["stackwright_virtualization"]
    assert host({"stackwright_ovs_datapath": "system"}) == ["stackwright_ovs_datapath"]


def test_too_little_memory_says_how_much_which_group_needs():
    assert capacity(memory={"total": 4000}) == {"memory": "4000 MiB; a host of control needs 6000 MiB"}
    assert capacity(("compute",), memory={"total": 4000}) == {}
    assert capacity((), memory={"total": 1}) == {}


OURS, OTHERS = "localhost/stackwright/ovn:1", "registry.example.org/stackwright/ovn:1"


@pytest.mark.parametrize(("image", "free", "faults"), [(OTHERS, 14000, 1), (OURS, 14000, 0), (OURS, 1000, 1)])
def test_an_installed_cloud_needs_less_disk_than_one_to_be_installed(image, free, faults):
    assert len(capacity(images=[image], disk={"free": free, "total": 50000})) == faults


def clocks(**offsets):
    return {fault.host: fault.problem for fault in resources.clock_faults(offsets)}


def test_clocks():
    assert clocks() == {}
    assert clocks(a=4.0, b=0.0, c=-4.0) == {}
    assert clocks(a=600.0, b=600.0, c=601.0) == {}
    assert clocks(a=0.0, b=-9.0, c=0.0) == {"b": "9 s behind the other hosts'"}
    assert clocks(a=7200.0) == {"a": "7200 s ahead of the controller's"}


def test_names_that_do_not_resolve():
    names = {"a.example": "stackwright_internal_fqdn", "10.0.0.1": "stackwright_external_fqdn"}
    faults = resources.name_faults("h", names, {"a.example": [], "10.0.0.1": ["10.0.0.1"]})
    assert [fault.variable for fault in faults] == ["stackwright_internal_fqdn"]
