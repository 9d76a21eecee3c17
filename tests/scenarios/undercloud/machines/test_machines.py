# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Machines, virtual but for all that Ironic knows, have become hosts, are found by the inventory, and are given back.

One boots by UEFI, one by BIOS. The tests build on each other, in their order.
"""

from __future__ import annotations

import json
import subprocess

import pytest
import testinfra
from playbook import REPOSITORY, run_playbook
from servers import wait_for
from testinfra.utils.ansible_runner import AnsibleRunner

MACHINES = REPOSITORY / "inventories/machines"
MINUTES = 60


@pytest.fixture(scope="module")
def found() -> dict[str, dict]:
    """The hosts' variables by name, as the dynamic inventory has them."""
    listing = subprocess.run(
        ["ansible-inventory", "-i", MACHINES, "--list"], capture_output=True, text=True, check=True
    )
    return json.loads(listing.stdout)["_meta"]["hostvars"]


def host(name: str) -> testinfra.host.Host:
    """Return the host *name* of the dynamic inventory."""
    return AnsibleRunner(str(MACHINES)).get_host(name)


def reached(name: str) -> bool:
    """Tell whether the host *name* lets its owner in."""
    try:
        return host(name).run("true").succeeded
    except RuntimeError:
        return False


def test_inspection_found_what_they_have(found):
    hardware = [found[name]["baremetal_hardware"] for name in ("node-0", "node-1")]
    assert [one["cpus"] for one in hardware] == [2, 2]
    assert [[disk["size"] for disk in one["disks"]] for one in hardware] == [[10 * 1024**3]] * 2


@pytest.mark.parametrize(("name", "firmware"), [("node-0", "uefi"), ("node-1", "bios")])
def test_they_let_their_owner_in(name, firmware):
    wait_for(lambda: reached(name), 4 * MINUTES, f"{name} lets its owner in")
    machine = host(name)
    assert machine.check_output("hostname") == name
    assert machine.check_output("sudo id -u") == "0"
    assert machine.file("/sys/firmware/efi").exists == (firmware == "uefi")
    assert int(machine.check_output("df --output=size --block-size=1G / | tail -n 1")) >= 8


def test_second_run_changes_nothing(cloud_name):
    run = run_playbook("baremetal", cloud_name)
    assert run.passed, run.output
    assert [(result.task, result.changes) for result in run.changed] == []


def test_one_is_given_back(cloud_name, bare_metal):
    run = run_playbook(
        "baremetal",
        cloud_name,
        baremetal_nodes_limit=["node-0"],
        baremetal_nodes_state="available",
        baremetal_nodes_undeploy=True,
    )
    assert run.passed, run.output
    assert {node.name: node.provision_state for node in bare_metal.nodes()} == {
        "node-0": "available",
        "node-1": "active",
    }
    assert reached("node-1")
