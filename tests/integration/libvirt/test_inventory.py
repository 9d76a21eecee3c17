# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The inventory plugin and libvirt_info on libvirt's test driver."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.stackwright.cloud.tests.integration.libvirt.conftest import Hypervisor

NODE = """<node>
  <network><name>default</name><bridge name="b0"/><ip address="192.168.122.1" netmask="255.255.255.0">
    <dhcp><range start="192.168.122.2" end="192.168.122.254"/></dhcp></ip></network>
  <domain type="test"><name>web</name><title>{{ 'templated' }}</title><memory>1048576</memory><vcpu>2</vcpu>
    <metadata><s:tags xmlns:s="https://stackwright.cloud/libvirt/tags"><s:tag name="role">front</s:tag>
    </s:tags></metadata><os><type>hvm</type></os><devices>
    <interface type="network"><mac address="52:54:00:00:00:01"/><source network="default"/></interface></devices>
  </domain>
  <domain type="test"><name>off</name><memory>1048576</memory><os><type>hvm</type></os></domain>
</node>"""


@pytest.fixture
def node(tmp_path: Path) -> str:
    (tmp_path / "node.xml").write_text(NODE)
    return f"test://{tmp_path}/node.xml"


def inventory(path: Path, *options: str, **config: Any) -> tuple[dict, str]:
    """What ansible-inventory makes of a configuration, and what it said on stderr."""
    file = path / "test.libvirt.yml"
    file.write_text(yaml.safe_dump({"plugin": "stackwright.cloud.libvirt", **config}))
    done = subprocess.run(
        ["ansible-inventory", "--inventory", str(file), "--list", *options], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout), done.stderr


def plain(value: Any) -> Any:
    """A value without ansible-inventory's marks of what is not to be templated."""
    return value["__ansible_unsafe"] if isinstance(value, dict) and "__ansible_unsafe" in value else value


def test_hosts_have_variables_groups_and_an_address(tmp_path: Path, node: str) -> None:
    found, _said = inventory(
        tmp_path,
        uris=[node],
        keyed_groups=[{"key": "libvirt_tags.role", "prefix": "role"}],
        compose={"gibibytes": "libvirt_memory // 1024 ** 3"},
    )
    host = found["_meta"]["hostvars"]["web"]
    assert plain(host["ansible_host"]).startswith("192.168.122.")
    assert (host["libvirt_vcpus"], host["gibibytes"], plain(host["libvirt_tags"]["role"])) == (2, 1, "front")
    assert host["libvirt_title"] == {"__ansible_unsafe": "{{ 'templated' }}"}
    assert found["network_default"]["hosts"] == found["role_front"]["hosts"] == ["web"]
    assert sorted(found["state_running"]["hosts"]) == ["off", "web"]


def test_filters_choose_and_a_template_names(tmp_path: Path, node: str) -> None:
    found, _said = inventory(
        tmp_path, uris=[node], filters=["libvirt_tags.role | default('') == 'front'"], hostname="libvirt_name ~ '.lab'"
    )
    assert list(found["_meta"]["hostvars"]) == ["web.lab"]


def test_machines_of_one_name_are_said_and_told_apart_by_a_template(tmp_path: Path, node: str) -> None:
    (tmp_path / "twin.xml").write_text(NODE)
    uris = [node, f"test://{tmp_path}/twin.xml"]
    found, said = inventory(tmp_path, uris=uris)
    assert set(found["_meta"]["hostvars"]) == {"web", "off"}
    assert f"web is a machine of {uris[0]} and of {uris[1]}" in " ".join(said.split())
    named, said = inventory(tmp_path, uris=uris, hostname="libvirt_name ~ '@' ~ libvirt_uri")
    assert len(named["_meta"]["hostvars"]) == 4
    assert "is a machine of" not in said


def test_a_hypervisor_that_is_down_is_said_and_the_others_stay(tmp_path: Path, node: str) -> None:
    found, said = inventory(tmp_path, uris=["qemu:///system?socket=/nowhere", node])
    assert set(found["_meta"]["hostvars"]) == {"web", "off"}
    assert "cannot reach qemu:///system?socket=/nowhere" in " ".join(said.split())


def test_the_cache_answers_for_a_hypervisor_that_is_gone(tmp_path: Path, node: str) -> None:
    cache = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(tmp_path / "cache")}
    first, _said = inventory(tmp_path, uris=[node], **cache)
    (tmp_path / "node.xml").unlink()
    assert inventory(tmp_path, uris=[node], **cache)[0] == first
    assert inventory(tmp_path, "--flush-cache", uris=[node], **cache)[0]["_meta"]["hostvars"] == {}


def test_what_info_finds_can_be_written_down_as_what_is_wanted(hypervisor: Hypervisor) -> None:
    assert hypervisor.stored("host")["driver"] == "TEST"
    for kind in ("domains", "networks", "pools"):
        for found in hypervisor.stored(kind):
            facts = {"snapshots", "addresses", "leases", "capacity", "allocation", "available"}
            wanted = {name: value for name, value in found.items() if name not in facts}
            assert not hypervisor.reconcile(kind, wanted)[0].changed
