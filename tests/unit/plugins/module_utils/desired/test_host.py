# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired import host
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.host import Actual, Change, HostError, HostState
from hypothesis import given
from hypothesis import strategies as st

DEBIAN = {
    "distribution": {"family": "debian", "id": "debian", "version": "13"},
    "init": "systemd",
    "limits": {"nofile": 1048576, "nproc": 100000},
    "may_raise_limits": True,
    "ovs_datapath": "netdev",
    "pid_max": 32768,
    "sysctls": {"fs.inotify.max_user_instances": 128},
}
OPTIONS = {
    "bridge": None,
    "packages": [],
    "registry_authorities": {},
    "sysctls": {"fs.inotify.max_user_instances": 1024},
    "time_servers": [],
}
BRIDGE = {"name": "stackwright0", "address": "10.224.0.11/24"}


def wanted(facts=None, owned=(), **options):
    return host.wanted({**DEBIAN, **(facts or {})}, {**OPTIONS, **options}, owned)


def actual(**differences):
    nothing = {"packages": set(), "modules": set(), "sysctls": {}, "files": {}, "bridges": {}, "units": set()}
    return Actual(**{**nothing, **differences})


def having(state, **differences):
    """Return a host that has all of *state*, but for *differences*."""
    everything = {
        "packages": set(state.packages),
        "modules": set(state.modules),
        "sysctls": state.sysctls,
        "files": state.files,
        "bridges": {state.bridge["name"]: [state.bridge["address"]]} if state.bridge else {},
        "units": set(state.units),
    }
    return Actual(**{**everything, **differences})


def test_a_host_that_may_raise_its_limits_keeps_podmans_own():
    assert "default_ulimits" not in wanted().files[host.ENGINE_FILE]


def test_containers_get_no_more_than_a_host_without_that_right_has():
    text = wanted({"may_raise_limits": False, "limits": {"nofile": 20000, "nproc": 96365}}).files[host.ENGINE_FILE]
    assert 'default_ulimits = ["nofile=20000:20000", "nproc=32768:32768"]' in text


def test_runtime_is_runc_on_debian_and_the_distributions_on_rhel():
    assert 'runtime = "runc"' in wanted().files[host.ENGINE_FILE]
    rhel = {"distribution": {"family": "rhel", "id": "rocky", "version": "9"}}
    assert "runtime" not in wanted(rhel).files[host.ENGINE_FILE]


def test_without_systemd_nothing_of_systemd_is_asked_for():
    state = wanted({"init": "other"}, bridge=BRIDGE, time_servers=["192.0.2.1"])
    assert state.units == ()
    assert set(state.files) == {host.ENGINE_FILE, host.SYSCTL_FILE}
    assert 'log_driver = "k8s-file"' in state.files[host.ENGINE_FILE]


def test_with_systemd_bridge_and_time_survive_a_reboot():
    state = wanted(bridge=BRIDGE, time_servers=["192.0.2.1"])
    assert "address replace 10.224.0.11/24 dev stackwright0" in state.files[host.BRIDGE_FILE]
    assert state.files[host.TIME_FILE] == "server 192.0.2.1 iburst\n"
    assert "chrony" in state.packages
    assert set(state.units) == {"podman-restart.service", host.BRIDGE_UNIT, "chrony.service"}


def test_a_sysctl_that_is_high_enough_is_left_alone():
    state = wanted({"sysctls": {"fs.inotify.max_user_instances": 8192}})
    assert state.sysctls == {}
    assert host.SYSCTL_FILE not in state.files


def test_a_sysctl_that_we_raised_stays_in_its_file():
    name = "fs.inotify.max_user_instances"
    state = wanted({"sysctls": {name: 1024}}, owned=[name])
    assert state.files[host.SYSCTL_FILE] == f"{name} = 1024\n"
    assert host.changes(state, having(state), []) == []


def test_a_sysctl_that_cannot_be_set_is_not_asked_for():
    assert wanted({"sysctls": {"fs.inotify.max_user_instances": None}}).sysctls == {}


def test_open_vswitch_is_loaded_where_the_kernel_has_it():
    state = wanted({"ovs_datapath": "system"})
    assert state.modules == ("openvswitch",)
    assert state.files[host.MODULES_FILE] == "openvswitch\n"


def test_other_distributions_are_refused():
    with pytest.raises(HostError, match="arch"):
        wanted({"distribution": {"family": "other", "id": "arch", "version": ""}})


def test_a_bare_host_needs_everything_and_a_prepared_one_nothing():
    state = wanted({"ovs_datapath": "system"}, bridge=BRIDGE)
    bare = host.changes(state, actual(sysctls={"fs.inotify.max_user_instances": 128}), [])
    assert {change.kind for change in bare} == set(host.KINDS)
    assert host.changes(state, having(state), []) == []


def test_a_changed_file_is_put_right():
    state = wanted()
    changes = host.changes(state, having(state, files={**state.files, host.ENGINE_FILE: "[containers]\n"}), [])
    assert [(change.kind, change.before) for change in changes] == [("file", "[containers]\n")]


def test_a_bridge_of_somebody_else_is_not_touched():
    state = HostState(bridge=BRIDGE)
    with pytest.raises(HostError, match="choose another name"):
        host.changes(state, actual(bridges={"stackwright0": ["10.0.0.1/24"]}), [])


def test_our_own_bridge_gets_its_new_address():
    made = [Change("bridge", "stackwright0", None, "present")]
    changes = host.changes(HostState(bridge=BRIDGE), actual(bridges={"stackwright0": []}), made)
    assert changes == [Change("address", "stackwright0", None, "10.224.0.11/24")]


def test_the_record_keeps_what_was_there_first():
    first = [Change("sysctl", "a", "1", "2"), Change("package", "podman", None, "present")]
    record = host.with_changes(first, [Change("sysctl", "a", "2", "3")])
    assert host.reversal(record, packages=False) == [Change("sysctl", "a", "3", "1")]
    assert host.reversal(record, packages=True)[-1] == Change("package", "podman", "present", None)


CHANGES = st.builds(Change, st.sampled_from(host.KINDS), st.sampled_from("abc"), st.none(), st.sampled_from("xy"))


@given(st.lists(st.lists(CHANGES, max_size=4), max_size=4))
def test_every_change_of_every_run_is_taken_back_once_last_kinds_first(runs):
    record: list[Change] = []
    for run in runs:
        record = host.with_changes(record, run)
    back = host.reversal(record, packages=True)
    assert {(change.kind, change.name) for change in back} == {(c.kind, c.name) for run in runs for c in run}
    assert all(change.after is None for change in back)
    order = [host.KINDS.index(change.kind) for change in back]
    assert order == sorted(order, reverse=True)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (Change("package", "podman", None, "present"), "package podman"),
        (Change("sysctl", "a.b", "1", "2"), "sysctl a.b: 1 -> 2"),
        (Change("unit", "a.service", None, "enabled"), "unit a.service: none -> enabled"),
        (Change("file", "/etc/a", None, "x"), "file /etc/a: made"),
        (Change("file", "/etc/a", "y", "x"), "file /etc/a: changed"),
        (Change("file", "/etc/a", "x", None), "file /etc/a: removed"),
        (Change("bridge", "b0", "present", None), "bridge b0: removed"),
    ],
)
def test_changes_as_lines(change, line):
    assert change.as_line() == line


def test_authority_of_a_registry_goes_where_podman_looks():
    state = wanted(registry_authorities={"192.0.2.10:4000": "PEM"})
    assert state.files["/etc/containers/certs.d/192.0.2.10:4000/ca.crt"] == "PEM"
