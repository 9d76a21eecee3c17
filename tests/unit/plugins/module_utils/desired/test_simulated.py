# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Simulated hosts: what they are made of, and what leads there."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.simulated import Found, plan, shared, wanted

OPTIONS = {
    "state": "present",
    "image": "localhost/host:1",
    "authorized_key": "ssh-ed25519 AAAA\n",
    "networks": [{"name": "internal", "subnet": "192.0.2.0/24"}, {"name": "overlay", "subnet": None}],
    "hosts": {"one": "192.0.2.11", "two": "192.0.2.12"},
}


def there(running: bool = True, **options) -> dict:
    """What is found where the lab of *options* is up."""
    return {
        (item.kind, item.name): Found(item.digest, running or item.kind != "container")
        for item in wanted("lab", {**OPTIONS, **options})
    }


def lines(found: dict, **options) -> list[str]:
    return [change.as_line() for change in plan(wanted("lab", {**OPTIONS, **options}), found)]


def test_networks_and_the_store_come_before_hosts():
    assert lines({}) == [
        "create network lab-internal",
        "create network lab-overlay",
        "create volume lab-images",
        "create container one",
        "create container two",
    ]


def test_a_lab_that_is_up_is_left_alone():
    assert lines(there()) == []


def test_hosts_that_stopped_are_started():
    assert lines(there(running=False)) == ["start container one", "start container two"]


def test_hosts_go_before_what_they_need():
    removed = lines(there(), state="absent")
    assert removed[:2] == ["remove container one", "remove container two"]
    assert sorted(removed[2:]) == [
        "remove network lab-internal",
        "remove network lab-overlay",
        "remove volume lab-images",
    ]


def test_a_host_that_is_no_longer_named_goes():
    assert lines(there(), hosts={"one": "192.0.2.11"}) == ["remove container two"]


def test_a_host_is_made_anew_for_another_image():
    assert lines(there(), image="localhost/host:2") == [
        "remove container one",
        "remove container two",
        "create container one",
        "create container two",
    ]


def test_a_network_that_changes_takes_its_hosts_with_it():
    changed = [{"name": "internal", "subnet": "198.51.100.0/24"}, {"name": "overlay", "subnet": None}]
    assert lines(there(), networks=changed) == [
        "remove container one",
        "remove container two",
        "remove network lab-internal",
        "create network lab-internal",
        "create container one",
        "create container two",
    ]


def test_interfaces_have_addresses_of_their_own_that_stay():
    first, second = (
        [item.arguments for item in wanted("lab", OPTIONS) if item.kind == "container"] for _attempt in range(2)
    )
    assert first == second
    networks = [argument for arguments in first for argument in arguments if argument.startswith("--network=")]
    assert len({network.partition("mac=")[2].partition(",")[0] for network in networks}) == 4
    assert [("ip=192.0.2.1" in network, network[-4:]) for network in networks] == [(True, "eth0"), (False, "eth1")] * 2


def test_only_images_that_hosts_lack_are_shared():
    assert [change.as_line() for change in shared(["a:1", "b:1"], {"a:1"})] == ["share image b:1"]
