# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""An undercloud with machines goes to the next release: told before, taken back where it does not start, then done.

The tests build on each other.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import pytest
import requests
from plans import brief, done
from playbook import Run, run_playbook
from undercloud import API

OLD, NEW = "2025.2", "2026.1"
# The newest microversion that Ironic speaks in each release.
SPEAKS = {OLD: "1.101", NEW: "1.111"}
SCHEMA, DATA = ("run", "ironic_db_sync"), ("run", "ironic_online_data_migrations")
LAST = {("replace", "ironic_conductor"), ("replace", "ironic_api")}
CONTAINERS = {*LAST, ("replace", "ironic_files")}
# A conductor that knows no hardware does not start.
BROKEN = {"ironic.conf": {"DEFAULT": {"enabled_hardware_types": "none-such"}}}
KEPT = ("uuid", "name", "provision_state", "power_state", "properties", "extra", "created_at")


@pytest.fixture(scope="module", autouse=True)
def images(cloud_name) -> None:
    """The machine that simulates the host builds for it, too."""
    run = run_playbook("lab_hosts", cloud_name, stackwright_release=NEW)
    assert run.passed, run.output


@pytest.fixture(scope="module")
def asked(secrets, cloud_directory) -> Callable[[str, str], requests.Response]:
    """Send Ironic a request at the microversion that both releases speak, over a connection of its own."""
    login = {"auth": ("admin", secrets["ironic_admin_password"]), "verify": str(cloud_directory / "pki/ca.pem")}

    def ask(method: str, path: str) -> requests.Response:
        headers = {"X-OpenStack-Ironic-API-Version": SPEAKS[OLD]}
        answer = requests.request(method, f"{API}{path}", headers=headers, timeout=30, **login)
        answer.raise_for_status()
        return answer

    return ask


@pytest.fixture(scope="module")
def told(asked) -> Callable[[str], Any]:
    """What Ironic tells."""
    return lambda path: asked("GET", path).json()


@pytest.fixture(scope="module")
def nodes(bare_metal, asked):
    """A machine that was deployed, one that failed, and one that is new."""
    made = {name: bare_metal.create_node(driver="fake-hardware", name=name) for name in ("used", "failed", "new")}
    for target in ("manage", "provide", "active"):
        bare_metal.set_node_provision_state(made["used"], target, wait=True, timeout=120)
    bare_metal.set_node_provision_state(made["failed"], "manage", wait=True, timeout=120)
    erasure = [{"interface": "deploy", "step": "erase_devices"}]
    with pytest.raises(Exception, match="clean failed"):
        bare_metal.set_node_provision_state(made["failed"], "clean", clean_steps=erasure, wait=True, timeout=120)
    yield list(made)
    for name in made:
        asked("PUT", f"/v1/nodes/{name}/maintenance")
        asked("DELETE", f"/v1/nodes/{name}")


@pytest.fixture(scope="module")
def kept(told, nodes):
    """All that is to be the same after an upgrade: the nodes, their states, what happened to them."""

    def look() -> list[Any]:
        found = [told(f"/v1/nodes/{name}") for name in nodes]
        return [
            ({field: node[field] for field in KEPT}, told(f"/v1/nodes/{node['uuid']}/history")["history"])
            for node in found
        ]

    return look


@pytest.fixture(scope="module")
def backup(cloud_name, cloud_directory, kept):
    """The name of a backup that was made with the older release, and what it holds."""
    run = run_playbook("undercloud_backup", cloud_name, backup_name="before", stackwright_release=OLD)
    assert run.passed, run.output
    yield "before", kept()
    shutil.rmtree(cloud_directory.with_name(f"{cloud_name}-backups") / "before")


def speaks(told) -> str:
    return told("/")["default_version"]["version"]


def upgrade(cloud_name: str, options: str = "", **variables: Any) -> Run:
    return run_playbook("undercloud", cloud_name, options, stackwright_release=NEW, **variables)


def test_plan_tells_the_upgrade_and_changes_nothing(cloud_name, told, kept, backup):
    before = kept()
    assert [bool(history) for _node, history in before] == [True, True, False]
    plan = upgrade(cloud_name, "--check --diff")
    assert brief(done(plan)) >= CONTAINERS | {SCHEMA, DATA}
    assert (speaks(told), kept()) == (SPEAKS[OLD], before)


def test_upgrade_that_does_not_start_leaves_the_undercloud_at_work(cloud_name, told, kept, bare_metal, nodes):
    before = kept()
    run = upgrade(cloud_name, ironic_config=BROKEN)
    assert not run.passed
    assert "ironic_conductor" in run.output
    assert "none-such" in run.output
    # By then, the schema is that of the new release.
    assert (speaks(told), kept()) == (SPEAKS[OLD], before)
    bare_metal.set_node_provision_state("new", "manage", wait=True, timeout=120)
    assert told("/v1/nodes/new")["provision_state"] == "manageable"


def test_upgrade_keeps_machines_and_what_happened_to_them(cloud_name, told, kept):
    before = kept()
    assert brief(done(upgrade(cloud_name))) >= {*LAST, DATA}
    assert (speaks(told), kept()) == (SPEAKS[NEW], before)


def test_machines_are_worked_on_as_before(bare_metal, nodes):
    bare_metal.set_node_provision_state("used", "deleted", wait=True, timeout=120)
    assert bare_metal.get_node("used").provision_state == "available"


def test_going_back_is_refused_before_anything_changes(cloud_name, told):
    run = run_playbook("undercloud", cloud_name, stackwright_release=OLD)
    assert not run.passed
    assert run.changed == []
    assert f"stackwright_release is '{OLD}': its databases are of {NEW}, and no schema can go back" in run.output
    assert speaks(told) == SPEAKS[NEW]


def test_backup_brings_the_older_release_back(cloud_name, told, kept, backup):
    name, held = backup
    run = run_playbook("undercloud_restore", cloud_name, backup_name=name, stackwright_release=OLD)
    assert run.passed, run.output
    assert (speaks(told), kept()) == (SPEAKS[OLD], held)
    assert brief(done(run_playbook("undercloud", cloud_name, stackwright_release=OLD))) == set()
    assert brief(done(upgrade(cloud_name))) >= CONTAINERS | {SCHEMA, DATA}
    assert (speaks(told), kept()) == (SPEAKS[NEW], held)
