# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The servers of clouds as an inventory, through `ansible-inventory`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import stub_cloud
import yaml

SERVER = {
    "tenant_id": "p0",
    "status": "ACTIVE",
    "created": "2026-01-01T00:00:00Z",
    "flavor": {"original_name": "small"},
    "image": {"id": "i0"},
    "key_name": "me",
    "metadata": {"role": "web"},
    "tags": ["managed"],
    "OS-EXT-AZ:availability_zone": "nova",
    "addresses": {
        "back": [{"addr": "192.0.2.7", "version": 4, "OS-EXT-IPS:type": "fixed"}],
        "front": [
            {"addr": "198.51.100.7", "version": 4, "OS-EXT-IPS:type": "fixed"},
            {"addr": "2001:db8::7", "version": 6, "OS-EXT-IPS:type": "fixed"},
            {"addr": "203.0.113.7", "version": 4, "OS-EXT-IPS:type": "floating"},
        ],
    },
}


class Inventory:
    """An inventory file of the plugin beside a `clouds.yaml`."""

    def __init__(self, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.directory, self.clouds = directory, {}
        monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(directory / "clouds.yaml"))

    def knows(self, name: str, cloud: stub_cloud.StubCloud) -> None:
        """Add a cloud."""
        self.clouds[name] = stub_cloud.login(cloud)
        (self.directory / "clouds.yaml").write_text(yaml.safe_dump({"clouds": self.clouds}))

    def listed(self, **options: Any) -> dict[str, Any]:
        """Return what `ansible-inventory --list` tells."""
        source = self.directory / "test.servers.yml"
        source.write_text(yaml.safe_dump({"plugin": "stackwright.cloud.servers", **options}))
        command = [str(Path(sys.executable).with_name("ansible-inventory")), "--inventory", str(source), "--list"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        self.warnings = done.stderr
        return json.loads(done.stdout, object_hook=lambda found: found.get("__ansible_unsafe", found))

    def hosts(self, **options: Any) -> dict[str, Any]:
        """Return the variables of every host."""
        return self.listed(**options)["_meta"]["hostvars"]


@pytest.fixture
def inventory(tmp_path, monkeypatch, cloud) -> Inventory:
    """An inventory of one cloud, called as AWX calls it, with two servers."""
    cloud.add("images", {"id": "i0", "name": "debian"})
    cloud.add("servers", {**SERVER, "id": "s1", "name": "one"})
    cloud.add("servers", {**SERVER, "id": "s2", "name": "two", "status": "SHUTOFF", "tags": [], "image": ""})
    inventory = Inventory(tmp_path, monkeypatch)
    inventory.knows("devstack", cloud)
    return inventory


def test_only_cloud_is_the_default(inventory):
    hosts = inventory.hosts()
    assert sorted(hosts) == ["one", "two"]
    assert hosts["one"]["ansible_host"] == "203.0.113.7"
    assert hosts["one"]["openstack_image"] == "debian"
    assert hosts["one"]["openstack_project"] == "admin"


def test_groups(inventory):
    groups = inventory.listed(keyed_groups=[{"key": "openstack_status", "prefix": "is"}])
    assert groups["flavor_small"]["hosts"] == ["one", "two"]
    assert groups["metadata_role_web"]["hosts"] == ["one", "two"]
    assert groups["network_front"]["hosts"] == ["one", "two"]
    assert groups["image_debian"]["hosts"] == ["one"]
    assert groups["is_SHUTOFF"]["hosts"] == ["two"]


@pytest.mark.parametrize(
    ("options", "address"),
    [
        ({"addresses": ["fixed"], "networks": ["back", "front"]}, "192.0.2.7"),
        ({"addresses": ["fixed"], "networks": ["front"]}, "198.51.100.7"),
        ({"addresses": ["fixed"], "ip_version": 6}, "2001:db8::7"),
    ],
)
def test_address_by_rule(inventory, options, address):
    assert inventory.hosts(**options)["one"]["ansible_host"] == address


def test_filters(inventory):
    assert list(inventory.hosts(filters=["'managed' in openstack_tags"])) == ["one"]


def test_variables_and_names_are_composed(inventory):
    composed = {"ansible_user": "openstack_image | default('root', true)"}
    hosts = inventory.hosts(compose=composed, hostname="openstack_cloud ~ '-' ~ openstack_name")
    assert {name: host["ansible_user"] for name, host in hosts.items()} == {
        "default-one": "debian",
        "default-two": "root",
    }


def test_groups_by_condition_and_by_chosen_facts(inventory):
    groups = inventory.listed(groups={"stopped": "openstack_status == 'SHUTOFF'"}, group_by=["zone", "project"])
    assert groups["stopped"]["hosts"] == ["two"]
    assert set(groups) - {"_meta", "all"} == {"stopped", "zone_nova", "project_admin"}


def test_query_is_for_nova(inventory, cloud):
    inventory.hosts(query={"status": "ACTIVE"}, all_projects=True)
    assert {("status", "ACTIVE"), ("all_tenants", "1")} <= set(cloud.queries["/compute/v2.1/servers/detail"])


def test_server_without_the_wanted_address_is_a_host_without_one(inventory):
    assert "ansible_host" not in inventory.hosts(addresses=["floating"], networks=["back"])["one"]


def test_servers_of_one_name_are_told_apart(inventory, cloud):
    cloud.add("servers", {**SERVER, "id": "s3", "name": "one"})
    assert sorted(inventory.hosts()) == ["one-s1", "one-s3", "two"]


def test_templates_in_metadata_are_text(inventory, cloud):
    cloud.add("servers", {**SERVER, "id": "s3", "name": "evil", "metadata": {"role": "{{ 1 + 1 }}"}})
    assert inventory.hosts()["evil"]["openstack_metadata"]["role"] == "{{ 1 + 1 }}"


def test_clouds_side_by_side(inventory):
    with stub_cloud.running() as other:
        other.add("servers", {**SERVER, "id": "s9", "name": "nine"})
        inventory.knows("other", other)
        hosts = inventory.hosts(clouds=["devstack", "other"])
    assert {name: host["openstack_cloud"] for name, host in hosts.items()} == {
        "one": "devstack",
        "two": "devstack",
        "nine": "other",
    }


def test_cloud_out_of_reach_is_warned_of(inventory):
    with stub_cloud.running() as other:
        inventory.knows("other", other)
    assert sorted(inventory.hosts(clouds=["devstack", "other"])) == ["one", "two"]
    assert "the servers of other are not known" in inventory.warnings


def test_cache_spares_the_cloud(inventory, cloud, tmp_path):
    cached = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(tmp_path / "kept")}
    first = inventory.hosts(**cached)
    cloud.requests.clear()
    assert inventory.hosts(**cached) == first
    assert not cloud.requests
