# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import hashlib
import json

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired import container as containers
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.container import (
    desired_container,
    digest,
    encoded,
)

IMAGES = {"openstack": "localhost/stackwright/openstack:2026.1-abc", "ovn": "localhost/stackwright/ovn:2026.1-def"}
USERS = {"root": 0, "glance": 42415, "kvm": 36}
CA = "the CA"
PASSWORD = "a-secret-of-some-length"

DEFINITION = {
    "phase": "services",
    "group": "control",
    "image": "openstack",
    "user": "glance",
    "command": ["glance-api", "--workers", 2],
    "files": {
        "/etc/glance/glance-api.conf": "glance-api.conf.j2",
        "/etc/glance/key": {"content": PASSWORD, "hidden": True, "mode": "0600"},
    },
    "volumes": [
        {"name": "glance_images", "target": "/var/lib/glance/images"},
        {"source": "/run/openvswitch", "target": "/run/openvswitch", "options": ["ro", "rshared"]},
        {"source": "/sys/fs/cgroup", "target": "/sys/fs/cgroup", "create": False},
    ],
    "environment": {"WORKERS": 2},
    "needs": ["memcached"],
    "probe": {"tcp": "10.0.0.1:9292"},
}


def render(template: str, target: str, variables: dict) -> str:
    return f"{template} for {target} with {sorted(variables)} and {PASSWORD}"


def desired(**changes) -> dict:
    return desired_container("glance_api", "glance", {**DEFINITION, **changes}, IMAGES, USERS, CA, render)


def test_specification_survives_its_way_to_the_host_and_back():
    specification = desired(groups=["kvm"], setup=[["sleep", 1]])["specification"]
    assert json.loads(json.dumps(specification)) == specification
    assert json.loads(encoded(specification)) == specification


def test_specification_holds_no_content():
    assert PASSWORD not in encoded(desired()["specification"])


def test_files_are_hashes_in_the_specification_and_texts_beside_it():
    result = desired()
    by_target = {item["target"]: item for item in result["specification"]["files"]}
    assert set(by_target) == set(result["contents"]) == {*DEFINITION["files"], "/etc/stackwright/ca.pem"}
    for target, item in by_target.items():
        assert item["sha256"] == hashlib.sha256(result["contents"][target].encode()).hexdigest()
    assert by_target["/etc/glance/key"] == {
        **by_target["/etc/glance/key"],
        "mode": "0600",
        "gid": USERS["glance"],
        "hidden": True,
    }


def test_only_openstack_s_image_gets_the_ca():
    assert "/etc/stackwright/ca.pem" not in desired(image="ovn")["contents"]


def test_everything_is_text_where_podman_wants_text():
    specification = desired(setup=[["sleep", 1]])["specification"]
    assert specification["command"] == ["glance-api", "--workers", "2"]
    assert specification["environment"] == {"WORKERS": "2"}
    assert specification["setup"] == [["sleep", "1"]]


def test_users_and_groups_are_numbers():
    specification = desired(groups=["kvm"])["specification"]
    assert (specification["user"], specification["groups"]) == ("42415:42415", [36])


def test_named_volume_belongs_to_the_container_and_others_are_only_made():
    result = desired()
    assert [volume["source"] for volume in result["specification"]["volumes"]] == [
        "/var/lib/stackwright/glance_images",
        "/run/openvswitch",
        "/sys/fs/cgroup",
    ]
    assert result["directories"] == [
        {"path": "/var/lib/stackwright/glance_images", "uid": 42415, "gid": 42415, "mode": "0750", "owned": True},
        {"path": "/run/openvswitch", "uid": 0, "gid": 0, "mode": "0755", "owned": False},
    ]


def test_wsgi_application_is_spelt_out():
    definition = {key: value for key, value in DEFINITION.items() if key != "command"}
    definition["wsgi"] = {"module": "glance.wsgi.api", "port": 9292}
    result = desired_container("glance_api", "glance", definition, IMAGES, USERS, CA, render)
    assert result["specification"]["command"] == ["uwsgi", "--ini", "/etc/uwsgi/glance_api.ini"]
    assert "with ['wsgi']" in result["contents"]["/etc/uwsgi/glance_api.ini"]
    assert "/etc/glance/glance-api.conf" in result["contents"]


def test_probe_has_a_time_limit():
    assert desired()["probe"] == {"tcp": "10.0.0.1:9292", "timeout": containers.DEFAULT_PROBE_TIMEOUT}
    assert desired(probe={"running": 3, "timeout": 5})["probe"]["timeout"] == 5


@pytest.mark.parametrize("change", [{"image": "ovn"}, {"command": ["x"]}, {"files": {}}, {"stop_timeout": 1}])
def test_digest_follows_the_specification(change):
    assert digest(desired()["specification"]) == digest(desired()["specification"])
    assert digest(desired(**change)["specification"]) != digest(desired()["specification"])


@pytest.mark.parametrize("change", [{"needs": []}, {"probe": {"running": 1}}])
def test_how_a_change_is_made_is_no_part_of_the_identity(change):
    assert desired(**change)["specification"] == desired()["specification"]


def test_artifacts_are_mounted_read_only_and_by_the_image_that_carries_them():
    result = desired(volumes=[], artifacts={"ovn": "/srv/files"})
    assert result["specification"]["volumes"] == [
        {"source": "/var/lib/stackwright/images/stackwright-ovn-def", "target": "/srv/files", "options": ["ro"]}
    ]
    assert result["directories"] == []
