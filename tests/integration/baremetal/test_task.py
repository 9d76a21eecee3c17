# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The module as a task, and the inventory, through Ansible's own programs."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.baremetal import Ironic
from ansible_collections.stackwright.cloud.plugins.plugin_utils.resources import connected
from node_examples import SECRETS
from node_runs import document, fake

PROGRAMS = Path(sys.executable).parent


def playbook(directory: Path, *nodes: dict[str, Any], **options: Any) -> list[str]:
    """Write a playbook with one task, whose document is a file, and return the command that runs it."""
    (directory / "nodes.yml").write_text(yaml.safe_dump(document(*nodes)))
    task = {"document": "nodes.yml", "secrets": SECRETS, **options}
    tasks = [{"name": "Bring the nodes", "stackwright.cloud.baremetal_nodes": task}]
    path = directory / "play.yml"
    path.write_text(yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]))
    return [str(PROGRAMS / "ansible-playbook"), "--inventory", "localhost,", str(path)]


class Inventory:
    """An inventory file of the plugin."""

    def __init__(self, directory: Path, login: dict[str, Any]) -> None:
        self.source, self.login = directory / "test.baremetal.yml", login

    def listed(self, **options: Any) -> dict[str, Any]:
        """Return what `ansible-inventory --list` tells."""
        self.source.write_text(yaml.safe_dump({"plugin": "stackwright.cloud.baremetal", **self.login, **options}))
        command = [str(PROGRAMS / "ansible-inventory"), "--inventory", str(self.source), "--list"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        self.warnings = done.stderr
        return json.loads(done.stdout, object_hook=lambda found: found.get("__ansible_unsafe", found))

    def hosts(self, **options: Any) -> dict[str, Any]:
        """Return the variables of every host."""
        return self.listed(**options)["_meta"]["hostvars"]


@pytest.fixture
def inventory(runs, tmp_path) -> Inventory:
    """An inventory of a node that runs and one that does not."""
    card = {"name": "eth0", "mac": "52:54:00:00:00:0a", "addresses": ["192.0.2.7/24"], "gateway": "192.0.2.1"}
    runs.brought(
        fake("web", roles=["compute"], traits=["CUSTOM_GPU"], network={"interfaces": [card]}),
        fake("spare", state="available", roles=["compute"]),
    )
    return Inventory(tmp_path, runs.ironic.login)


def test_task_tells_each_end_and_no_secret(runs, tmp_path):
    command = playbook(tmp_path, fake("web"), fake("db"), **runs.ironic.login)
    done = subprocess.run([*command, "--diff", "-v"], check=True, capture_output=True, text=True)
    assert "+ node web: enrol, verify, inspect, record, provide, deploy" in done.stdout
    assert "web: deploy done" in done.stdout
    assert "  db: active" in done.stdout
    assert SECRETS["bmc"] not in done.stdout
    again = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "changed=0" in again.stdout


def test_killed_run_is_gone_on_with(runs, tmp_path):
    nodes = [fake(f"web-{number}") for number in range(10)]
    command = playbook(tmp_path, *nodes, **runs.ironic.login)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        while len(set(runs.states().values())) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.kill()
    assert set(runs.states().values()) != {"active"}
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert runs.states() == {node["name"]: "active" for node in nodes}


def test_wrong_login_is_told(runs, tmp_path):
    login = {**runs.ironic.login, "auth": {**runs.ironic.login["auth"], "password": "guessed"}}
    done = subprocess.run(playbook(tmp_path, fake("web"), **login), check=False, capture_output=True, text=True)
    assert done.returncode != 0
    assert "401" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert runs.states() == {}


def test_hosts_are_what_runs(inventory):
    hosts = inventory.hosts()
    assert list(hosts) == ["web"]
    assert hosts["web"]["ansible_host"] == "192.0.2.7"
    assert hosts["web"]["baremetal_state"] == "active"
    assert hosts["web"]["baremetal_network"]["interfaces"][0]["gateway"] == "192.0.2.1"


def test_groups(inventory):
    groups = inventory.listed(states=[], keyed_groups=[{"key": "baremetal_driver", "prefix": "driver"}])
    assert sorted(groups["compute"]["hosts"]) == ["spare", "web"]
    assert groups["trait_CUSTOM_GPU"]["hosts"] == ["web"]
    assert groups["state_available"]["hosts"] == ["spare"]
    assert sorted(groups["class_baremetal"]["hosts"]) == ["spare", "web"]
    assert sorted(groups["driver_fake_hardware"]["hosts"]) == ["spare", "web"]


def test_filters_names_and_variables(inventory):
    hosts = inventory.hosts(
        states=[],
        filters=["'CUSTOM_GPU' not in baremetal_traits"],
        hostname="'node-' ~ baremetal_name",
        compose={"ansible_user": "'debian'"},
    )
    assert {name: host["ansible_user"] for name, host in hosts.items()} == {"node-spare": "debian"}


def test_all_is_known_by_two_requests(inventory):
    api = connected(inventory.login)
    assert len(Ironic(api).known().nodes) == 2
    assert api.calls == {"baremetal": 2}


def test_no_undercloud_yet(inventory):
    nowhere = {"auth_type": "none", "auth": {"endpoint": "http://127.0.0.1:9"}}
    assert inventory.hosts(**nowhere, missing_ok=True) == {}
    assert "there are no hosts of bare metal yet" in inventory.warnings
