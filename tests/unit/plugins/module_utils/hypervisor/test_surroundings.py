# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.surroundings import (
    Surroundings,
    missing,
    taken,
)

AROUND = Surroundings(
    networks={"default": set(), "lab": {"red"}},
    pools={"images": {"web.qcow2"}, "cold": None},
    paths={"images": "/images"},
    domains={
        "other": {
            "interfaces": [{"mac": "52:54:00:00:00:01", "network": "lab"}],
            "disks": [{"target": "vda", "pool": "images", "volume": "web.qcow2"}, {"target": "sda", "device": "cdrom"}],
        }
    },
)


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"interfaces": [{"network": "nat"}]}, "there is no network nat (there are: default, lab)"),
        ({"interfaces": [{"network": "lab", "portgroup": "blue"}]}, "lab has no port group blue (there are: red)"),
        ({"disks": [{"target": "vda", "pool": "p", "volume": "v"}]}, "there is no pool p (there are: cold, images)"),
        ({"disks": [{"target": "vda", "pool": "cold", "volume": "v"}]}, "the pool cold is not active"),
        ({"disks": [{"target": "vda", "pool": "images", "volume": "v"}]}, "there is no volume v in the pool images"),
    ],
)
def test_missing_references_are_named(options, fault):
    (found,) = missing({"name": "web", **options}, AROUND)
    assert found.endswith(fault)


def test_a_mac_address_belongs_to_one_domain():
    options = {"name": "web", "interfaces": [{"mac": "52:54:00:00:00:01".upper()}]}
    assert list(taken(options, AROUND)) == ["the MAC address 52:54:00:00:00:01 belongs to the domain other"]
    assert list(taken({**options, "name": "other"}, AROUND)) == []


def test_a_uuid_belongs_to_one_domain_for_good():
    mine, theirs = ("8f1c1f0e-6d0c-4a53-9c4e-2f6a8f9a4c1" + last for last in "12")
    around = Surroundings(domains={"web": {"uuid": mine}, "other": {"uuid": theirs}})
    assert list(taken({"name": "web", "uuid": mine.upper()}, around)) == []
    assert list(taken({"name": "web", "uuid": theirs}, around)) == [
        f"its UUID is {mine} for good, and cannot become {theirs}",
        f"the UUID {theirs} belongs to the domain other",
    ]


def test_a_disk_belongs_to_one_domain_unless_it_is_shared():
    disk = {"target": "vdb", "pool": "images", "volume": "web.qcow2"}
    (fault,) = taken({"name": "web", "disks": [disk]}, AROUND)
    assert fault == "disk vdb: images/web.qcow2 is a disk of the domain other"
    (fault,) = taken({"name": "web", "disks": [{"target": "vdb", "file": "/images/web.qcow2"}]}, AROUND)
    assert fault == "disk vdb: /images/web.qcow2 is a disk of the domain other"
    assert list(taken({"name": "web", "disks": [{**disk, "shareable": True}]}, AROUND)) == []


def test_a_domain_has_a_disk_once():
    disks = [{"target": "vda", "file": "/images/a"}, {"target": "vdb", "pool": "images", "volume": "a"}]
    assert list(taken({"name": "web", "disks": disks}, AROUND)) == ["disk vdb: images/a is its disk vda too"]
