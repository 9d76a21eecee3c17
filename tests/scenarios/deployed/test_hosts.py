# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What the hosts run, with no more rights than it needs and no secret in sight."""

from __future__ import annotations

import json
import re

import pytest
import yaml

# Their work is the host itself: guests, interfaces, addresses.
PRIVILEGED = {"libvirt", "openvswitch_vswitchd", "neutron_ovn_agent"}


@pytest.fixture(scope="module")
def containers(hosts, cloud_name) -> list[dict]:
    """The cloud's containers on all hosts as podman inspects them."""
    names = f"podman ps --all --quiet --filter label=stackwright.cloud={cloud_name}"
    return [
        container
        for host in hosts.values()
        for container in json.loads(host.check_output(f"podman inspect $({names})"))
    ]


def test_every_container_runs(containers):
    assert {item["Name"] for item in containers if not item["State"]["Running"]} == set()


def test_openstack_runs_as_ordinary_users(containers):
    openstack = [item for item in containers if "/openstack:" in item["ImageName"]]
    roots = {item["Name"] for item in openstack if item["Config"]["User"].split(":")[0] in ("", "0", "root")}
    assert roots <= PRIVILEGED


def test_only_those_that_must_are_privileged(containers):
    assert {item["Name"] for item in containers if item["HostConfig"]["Privileged"]} <= PRIVILEGED


@pytest.mark.parametrize("module", ["keystone.server.wsgi", "neutron.server", "nova.cmd.compute"])
def test_programs_start_from_bytecode(containers, machine, module):
    image = next(item["ImageName"] for item in containers if "/openstack:" in item["ImageName"])
    told = machine.run(f"podman run --rm --network none --user nobody {image} python -v -c 'import {module}'").stderr
    assert f"import '{module}'" in told
    assert re.findall(r"^# code object from (/.+\.py)$", told, re.MULTILINE) == []


@pytest.fixture(scope="module")
def secrets(cloud_directory) -> dict[str, str]:
    """The cloud's secrets by name, those of one text each."""
    stored = yaml.safe_load((cloud_directory / "secrets.yml").read_text())
    return {name: value for name, value in stored.items() if isinstance(value, str)}


def test_no_secret_is_in_what_the_engine_tells(containers, secrets):
    told = json.dumps(containers)
    assert [name for name, value in secrets.items() if value in told] == []


def test_no_secret_is_in_a_file_for_everyone(hosts, secrets):
    for host in hosts.values():
        texts = host.check_output("find /etc/stackwright -type f -perm /o=r -exec cat '{}' +")
        assert [name for name, value in secrets.items() if value in texts] == []


def test_no_secret_is_in_the_list_of_processes(hosts, secrets):
    for host in hosts.values():
        commands = host.check_output("ps -eo args")
        assert [name for name, value in secrets.items() if value in commands] == []


def test_secrets_are_for_their_owner_alone(cloud_directory):
    assert cloud_directory.stat().st_mode & 0o077 == 0
    for name in ("secrets.yml", "clouds.yaml"):
        assert (cloud_directory / name).stat().st_mode & 0o077 == 0
