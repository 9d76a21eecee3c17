# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.seed import (
    SECTOR,
    is_seed,
    iso,
    with_seed,
)

OPTIONS = {
    "name": "web",
    "disks": [{"target": "vda", "file": "/web.qcow2"}],
    "cloud_init": {"user_data": "#cloud-config\n", "pool": "images", "target": "vdz"},
}


def test_the_image_follows_its_content_alone():
    assert iso({"user-data": "a"}) == iso({"user-data": "a"})
    assert iso({"user-data": "a"}) != iso({"user-data": "b"})


def test_descriptors_are_where_readers_look_and_count_the_sectors():
    image = iso({"user-data": "x" * 5000, "meta-data": ""})
    assert [image[sector * SECTOR : sector * SECTOR + 6] for sector in (16, 17, 18)] == [
        b"\x01CD001",
        b"\x02CD001",
        b"\xffCD001",
    ]
    assert image[16 * SECTOR + 40 :].startswith(b"CIDATA  ")
    assert int.from_bytes(image[16 * SECTOR + 80 : 16 * SECTOR + 84], "little") * SECTOR == len(image)


def test_a_seed_becomes_a_read_only_disk_named_after_its_content():
    options, seed = with_seed(OPTIONS)
    assert options["disks"][1]["volume"] == seed.volume
    assert options["disks"][1]["readonly"]
    changed = {**OPTIONS, "cloud_init": {**OPTIONS["cloud_init"], "user_data": "#cloud-config\n{}"}}
    assert with_seed(changed)[1].volume != seed.volume
    assert with_seed({"name": "web"}) == ({"name": "web"}, None)


def test_a_seed_is_known_by_its_whole_name():
    _options, seed = with_seed(OPTIONS)
    _options, neighbours = with_seed({**OPTIONS, "name": "web-seed-2"})
    assert is_seed(seed.volume, "web")
    assert not is_seed(neighbours.volume, "web")
    assert not is_seed("web-seed-data.qcow2", "web")
