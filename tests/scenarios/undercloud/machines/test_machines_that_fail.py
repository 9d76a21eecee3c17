# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Machines that cannot become hosts: each is told of in its own words, and the others go on.

The tests follow those of the machines that do: node-0 is available, and node-1 runs.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from playbook import Run, run_playbook

NAMESPACE = uuid.UUID("361E6D51-FAEC-444A-9079-341386DA8E2E")  # of Ansible's filter `to_uuid`
IMAGE = {
    "source": "https://10.234.0.10:6183/debian/debian-13.qcow2",
    "checksum": "https://10.234.0.10:6183/debian/SHA256SUMS",
}
BMC = {"address": "https://10.234.0.11:8000", "username": "admin", "secret": "bmc", "verify": "/etc/stackwright/ca.pem"}
INTERFACES = {"inspect": "agent", "boot": "redfish-virtual-media"}


def node(name: str, machine: str, **settings: Any) -> dict[str, Any]:
    """Return a node whose BMC is that of the virtual *machine*."""
    system = f"/redfish/v1/Systems/{uuid.uuid5(NAMESPACE, f'undercloud/{machine}')}"
    own = {"system": system, **settings.pop("bmc", {})}
    return {"name": name, "bmc": {**BMC, **own}, "interfaces": INTERFACES, "image": "debian", **settings}


@pytest.fixture
def bring(cloud_name, secrets):
    """Bring nodes to what they are to be."""

    def run(*nodes: dict[str, Any]) -> Run:
        return run_playbook(
            "baremetal",
            cloud_name,
            baremetal_nodes_document={"images": {"debian": IMAGE}, "nodes": list(nodes)},
            baremetal_nodes_secrets={"bmc": secrets["virtual_bmc_password"], "wrong": "wrong"},
        )

    return run


@pytest.fixture
def forget(bare_metal) -> Iterator[list[str]]:
    """Take names of nodes that Ironic is to forget at the end."""
    names: list[str] = []
    yield names
    for made in bare_metal.nodes():
        if made.name in names:
            bare_metal.set_node_maintenance(made)
            bare_metal.delete_node(made)


def reasons(run: Run) -> dict[str, str]:
    """Return why nodes failed, by their names."""
    assert not run.passed, run.output
    failures = [one for result in run.results for one in result.result.get("failures", [])]
    return {one["node"]: one["reason"] for one in failures}


def test_each_fault_has_its_own_words_and_the_others_go_on(bring, forget, bare_metal):
    forget += ["wrong-password", "twin", "mute"]
    said = reasons(
        bring(
            node("wrong-password", "nobody", bmc={"secret": "wrong"}),
            node("twin", "somebody", ports=[{"mac": "52:54:00:e0:00:01"}]),
            node("node-0", "node-0", root_device={"size": ">= 200"}),
            # Its memory does not hold the agent.
            node("mute", "mute", boot_mode="bios", state="manageable"),
            node("node-1", "node-1", boot_mode="bios", interfaces={"inspect": "agent"}),
        )
    )
    assert sorted(said) == ["mute", "node-0", "twin", "wrong-password"]
    assert "Incorrect username or password" in said["wrong-password"]
    assert "belongs to node-1" in said["twin"]
    assert "root_device asks for" in said["node-0"]
    assert "imeout" in said["mute"]
    assert bare_metal.find_node("node-1").provision_state == "active"


def test_full_disk_of_the_undercloud_is_told(bring, forget, undercloud):
    forget.append("mute")
    process = undercloud.check_output("podman inspect --format '{{.State.Pid}}' ironic_conductor")
    inside = f"nsenter --target {process} --mount"
    undercloud.check_output(f"{inside} mount -t tmpfs -o size=1m,mode=1777 tmpfs /var/lib/ironic/tmp")
    try:
        said = reasons(bring(node("mute", "mute", boot_mode="bios", state="manageable")))
    finally:
        undercloud.check_output(f"{inside} umount /var/lib/ironic/tmp")
    assert "No space left on device" in said["mute"]
