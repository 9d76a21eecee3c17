# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import time

import pytest
from ansible.errors import AnsibleActionFail
from ansible_collections.stackwright.cloud.plugins.plugin_utils import image_inputs

RELEASE = "2026.1"
PULLED = "registry.example/ovn@sha256:0"


def test_every_family_has_a_reference_and_all_but_the_base_a_parent():
    recipes = image_inputs.recipes(RELEASE)
    assert {"base", "openstack", "mariadb", "rabbitmq", "memcached", "loadbalancer", "ovn", "libvirt"} <= set(recipes)
    assert [family for family, recipe in recipes.items() if recipe["parent"] is None] == ["base"]


def test_images_without_packages_of_a_release_are_the_same_in_all():
    old, new = (image_inputs.references(release) for release in ("2025.2", RELEASE))
    assert old["ironic"].startswith("localhost/stackwright/ironic:2025.2-")
    assert new["ironic"].startswith("localhost/stackwright/ironic:2026.1-")
    assert old["mariadb"].startswith("localhost/stackwright/mariadb:trixie-")
    assert {family for family in old if old[family] != new[family]} == {"agent", "bmc", "ironic"}


def test_release_may_lack_what_a_cloud_needs():
    assert "openstack" not in image_inputs.recipes("2025.2")
    assert image_inputs.lacking("2025.2", ["openstack", "ironic", "mariadb"]) == {"openstack"}
    assert image_inputs.lacking(RELEASE, ["openstack", "ironic", "mariadb"]) == set()


def test_lock_is_part_of_the_openstack_image_alone():
    recipes = image_inputs.recipes(RELEASE)
    assert [name for name, recipe in recipes.items() if "openstack.lock" in recipe["files"]] == ["openstack"]
    assert len(recipes["openstack"]["labels"]["io.stackwright.openstack.lock"]) == 64


def test_every_pinned_package_has_a_hash():
    lock = image_inputs.recipes(RELEASE)["openstack"]["files"]["openstack.lock"]
    lines = lock.replace("\\\n", " ").splitlines()
    pins = [line for line in lines if line[:1].isalpha()]
    assert len(pins) > 150
    assert all("--hash=sha256:" in pin for pin in pins)


def test_pulled_family_is_known_by_where_it_comes_from():
    built = image_inputs.references(RELEASE)
    pulled = image_inputs.references(RELEASE, {"ovn": PULLED})
    assert [family for family in built if built[family] != pulled[family]] == ["ovn"]
    assert pulled != image_inputs.references(RELEASE, {"ovn": PULLED + "1"})


def test_families_are_those_that_the_services_of_the_groups_run():
    definitions = {
        "nova": {
            "containers": {
                "nova_api": {"image": "openstack", "group": "control"},
                "libvirt": {"image": "libvirt", "group": ["compute"]},
            },
            "jobs": {"nova_db_sync": {"image": "openstack", "group": "control"}},
        },
        "memcached": {"containers": {"memcached": {"image": "memcached", "group": "control"}}},
    }
    assert image_inputs.families(definitions, None) == ["openstack", "libvirt", "memcached"]
    assert image_inputs.families(definitions, ["compute", "network"]) == ["libvirt"]


def test_misspelt_release_and_family_are_told_with_the_nearest():
    with pytest.raises(AnsibleActionFail, match=r"stackwright_release has '2026.2'.*'2026.1'"):
        image_inputs.references("2026.2")
    with pytest.raises(AnsibleActionFail, match=r"images_pull has 'openstak'.*'openstack'"):
        image_inputs.references(RELEASE, {"openstak": PULLED})


def test_references_cost_a_converge_next_to_nothing():
    image_inputs._recipes.cache_clear()
    started = time.perf_counter()
    image_inputs.references(RELEASE)
    assert time.perf_counter() - started < 0.1


def test_artifacts_of_a_container_come_with_its_image():
    containers = {"server": {"image": "memcached", "group": "control", "artifacts": {"guest": "/srv/guest"}}}
    assert image_inputs.families({"files": {"containers": containers}}, ["control"]) == ["guest", "memcached"]
