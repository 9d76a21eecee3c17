# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import pytest
import yaml
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.machines import Machine
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.machines import reachable as address
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.virtual_machine import definitions, reachable

IMAGES = {"debian": {"source": "https://example.com/debian.qcow2", "checksum": "sha256:00"}, "unused": {"source": "/x"}}


LAB = [{"network": "lab"}]


def made(*machines, **defaults):
    return definitions(machines, IMAGES, "default", {"interfaces": LAB, **defaults}, "me", ["ssh-ed25519 AAAA"])


def test_a_machine_has_a_disk_on_its_image_and_a_seed():
    found = made(
        {"name": "web", "image": "debian", "capacity": "20G", "memory": "2G", "user_data": {"packages": ["x"]}}
    )
    assert found["volumes"] == [
        {"name": "debian.qcow2", "pool": "default", "format": "qcow2", **IMAGES["debian"]},
        {"name": "web.qcow2", "pool": "default", "backing": {"volume": "debian.qcow2"}, "capacity": "20G"},
    ]
    (domain,) = found["domains"]
    assert domain["disks"] == [{"target": "vda", "pool": "default", "volume": "web.qcow2"}]
    assert (domain["state"], domain["memory"]) == ("running", "2G")
    text = domain["cloud_init"]["user_data"]
    assert text.startswith("#cloud-config\n")
    config = yaml.safe_load(text)
    assert (config["hostname"], config["packages"]) == ("web", ["x"])
    assert config["users"][0]["ssh_authorized_keys"] == ["ssh-ed25519 AAAA"]


def test_what_is_absent_gets_no_disk_and_what_stands_still_is_not_waited_for():
    found = made(
        {"name": "gone", "state": "absent", "remove_volumes": True},
        {"name": "off", "state": "shutoff"},
        image="debian",
        memory="1G",
    )
    assert [volume["name"] for volume in found["volumes"]] == ["debian.qcow2", "off.qcow2"]
    assert found["running"] == []
    assert found["domains"][0]["remove_volumes"]


def test_an_unknown_image_is_named_with_those_there_are():
    with pytest.raises(ValueError, match=r"machine web: there is no image fedora \(there are: debian, unused\)"):
        made({"name": "web", "image": "fedora"})


def test_all_faults_of_all_machines_are_said():
    machines = [
        {"image": "new", "address": "192.0.2.1"},
        {"name": "web", "image": "new"},
        {"name": "db", "interfaces": LAB, "user_data": "#cloud-config"},
    ]
    with pytest.raises(ValueError, match="give its source") as error:
        definitions(machines, {"new": "https://example.com/new.qcow2"}, "default", {}, "me", ["ssh-ed25519 AAAA"])
    assert str(error.value) == (
        "image new: give its source, and a checksum; machine 0: give its name; "
        "machine web: no network of libvirt leases it an address; give it an interface on one, or its address; "
        "machine db: user_data must be a dictionary; for a text, use cloud_init"
    )


def test_a_machine_that_nobody_could_log_in_to_is_refused():
    with pytest.raises(ValueError, match="machine web: nobody could log in to it; give virtual_machines_keys"):
        definitions([{"name": "web", "image": "debian", "interfaces": LAB}], IMAGES, "default", {}, "me", [])
    own = {"name": "web", "image": "debian", "interfaces": LAB, "user_data": {"users": []}}
    assert definitions([own], IMAGES, "default", {}, "me", [])["running"] == ["web"]


def test_a_machine_is_reached_at_its_own_address_before_a_leased_one():
    domains = [{"name": "a", "addresses": ["10.0.0.1"]}, {"name": "b", "addresses": ["10.0.0.2"]}, {"name": "c"}]
    assert reachable(domains, [{"name": "a"}, {"name": "b", "address": "192.0.2.1"}, {"name": "c"}]) == {
        "a": "10.0.0.1",
        "b": "192.0.2.1",
    }


@pytest.mark.parametrize(
    ("addresses", "networks", "expected"),
    [
        (["fe80::1", "2001:db8::1", "10.0.0.1"], [], "10.0.0.1"),
        (["10.0.0.1", "192.0.2.1"], ["192.0.2.0/24"], "192.0.2.1"),
        (["10.0.0.1", "2001:db8::1"], ["2001:db8::/32", "10.0.0.0/8"], "2001:db8::1"),
        (["fe80::1"], [], None),
    ],
)
def test_the_address_to_connect_to(addresses, networks, expected):
    machine = Machine(name="web", uuid="", hypervisor="", uri="", state="running", addresses=addresses)
    assert address(machine, networks) == expected


def test_a_machine_on_a_bridge_says_where_it_is():
    bridged = {"name": "web", "interfaces": [{"bridge": "br0"}]}
    with pytest.raises(ValueError, match="machine web: no network of libvirt leases it an address"):
        made(bridged)
    assert made({**bridged, "address": "192.0.2.10"})["running"] == ["web"]
    assert made({**bridged, "state": "shutoff"})["running"] == []
