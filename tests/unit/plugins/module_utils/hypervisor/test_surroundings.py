# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.surroundings import (
    Surroundings,
    missing,
    taken,
    wrong,
)

AROUND = Surroundings(
    networks={"default", "lab"},
    pools={"images": {"web.qcow2"}, "cold": None},
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


def test_a_disk_belongs_to_one_domain_unless_it_is_shared():
    disk = {"target": "vdb", "pool": "images", "volume": "web.qcow2"}
    (fault,) = taken({"name": "web", "disks": [disk]}, AROUND)
    assert fault == "disk vdb: images/web.qcow2 is a disk of the domain other"
    assert list(taken({"name": "web", "disks": [{**disk, "shareable": True}]}, AROUND)) == []


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"vcpus": 4, "cpu": {"sockets": 1, "cores": 2, "threads": 1}}, "1*2*1 are 2 virtual CPUs, not 4"),
        ({"vcpus": 2, "cpu": {"cores": 2}}, "sockets, cores and threads go together"),
        ({"memory": 2, "memory_max": 1}, "memory is more than memory_max"),
        ({"disks": [{"target": "vda"}, {"target": "vda"}]}, "disk target vda is given twice"),
        ({"disks": [{"target": "vda", "pool": "images"}]}, "pool and volume go together"),
        ({"secure_boot": True}, "secure_boot needs firmware: efi"),
        ({"xml_overlay": "<domain>"}, "xml_overlay: not well-formed XML"),
    ],
)
def test_contradictions_are_named(options, fault):
    (found,) = wrong({"name": "web", **options})
    assert fault in found
