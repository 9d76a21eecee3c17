# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Machines, virtual but for all that Ironic knows, have become hosts, are found by the inventory, and are given back.

One boots by UEFI, from virtual media; one by BIOS, over its network. The tests build on each other, in their order.
"""

from __future__ import annotations

import json
import os
import subprocess

import pytest
from playbook import REPOSITORY, run_playbook
from servers import wait_for
from undercloud import HOST

MACHINES = REPOSITORY / "inventories/machines"
MINUTES = 60
BONDED = {
    "interfaces": [{"name": "nic0", "mac": "52:54:00:e0:00:01"}],
    "bonds": [
        {
            "name": "bond0",
            "members": ["nic0"],
            "mode": "active-backup",
            "addresses": ["10.235.0.21/24"],
            "gateway": "10.235.0.1",
        }
    ],
    "vlans": [{"name": "storage", "id": 20, "link": "bond0", "addresses": ["203.0.113.11/24"]}],
}


@pytest.fixture(scope="module")
def found() -> dict[str, dict]:
    """The hosts' variables by name, as the dynamic inventory has them."""
    listing = subprocess.run(
        ["ansible-inventory", "-i", MACHINES, "--list"], capture_output=True, text=True, check=True
    )
    return json.loads(listing.stdout)["_meta"]["hostvars"]


def output(name: str, command: str) -> str | None:
    """Return what *command* prints on the host *name* of the dynamic inventory, None where it cannot be run."""
    # Not testinfra's Ansible, which does not understand variables that an inventory marks unsafe.
    task = ["--module-name=ansible.builtin.command", f"--args={command}"]
    plain = {**os.environ, "ANSIBLE_FORCE_COLOR": "0"}
    command_line = ["ansible", name, "-i", MACHINES, *task]
    done = subprocess.run(command_line, capture_output=True, text=True, check=False, env=plain)
    return done.stdout.partition(">>\n")[2].strip() if done.returncode == 0 else None


def reached(name: str) -> bool:
    """Tell whether the host *name* lets its owner in."""
    return output(name, "true") is not None


def test_inspection_found_what_they_have(found):
    hardware = [found[name]["baremetal_hardware"] for name in ("node-0", "node-1")]
    assert [one["cpus"] for one in hardware] == [2, 2]
    assert [[disk["size"] for disk in one["disks"]] for one in hardware] == [[10 * 1024**3]] * 2


@pytest.mark.parametrize(("name", "firmware"), [("node-0", "uefi"), ("node-1", "bios")])
def test_they_let_their_owner_in(name, firmware):
    wait_for(lambda: reached(name), 4 * MINUTES, f"{name} lets its owner in")
    assert output(name, "hostname") == name
    assert output(name, "id --user") == "0"
    assert output(name, f"test {'-e' if firmware == 'uefi' else '! -e'} /sys/firmware/efi") is not None
    size = output(name, "df --output=size --block-size=1G /") or ""
    assert int(size.split()[-1]) >= 8


@pytest.mark.parametrize("name", ["node-0", "node-1"])
def test_they_take_the_time_from_the_undercloud(name):
    source = "timedatectl show-timesync --property=ServerAddress --value"
    wait_for(lambda: output(name, source) == HOST, 2 * MINUTES, f"{name} asks the undercloud for the time")
    settled = "timedatectl show --property=NTPSynchronized --value"
    wait_for(lambda: output(name, settled) == "yes", 2 * MINUTES, f"{name} has its time")


def test_second_run_changes_nothing(cloud_name):
    run = run_playbook("baremetal", cloud_name)
    assert run.passed, run.output
    assert [(result.task, result.changes) for result in run.changed] == []


def test_one_gets_a_bond_and_a_vlan_in_place_of_its_card():
    change, again = (
        run_playbook("host_network", "machines", "--limit node-1", host_network_document=BONDED) for _run in range(2)
    )
    assert change.passed, change.output
    assert again.passed, again.output
    assert (bool(change.changed), bool(again.changed)) == (True, False)
    assert "Slave Interface: nic0" in (output("node-1", "cat /proc/net/bonding/bond0") or "")
    assert "802.1Q id 20" in (output("node-1", "ip -details link show storage") or "")


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
