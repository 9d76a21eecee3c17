# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A machine, virtual but for all that Ironic knows, is enrolled, inspected, cleaned, deployed, reached and given back.

The tests build on each other, in their order.
"""

from __future__ import annotations

import subprocess
import uuid

import pytest
from servers import wait_for
from undercloud import FILES, HOST, SSH_OPTIONS

NAME, MAC, ADDRESS = "node-0", "52:54:00:e0:00:00", "10.235.0.20"
# What the playbook's role calls it (Ansible's to_uuid).
SYSTEM = uuid.uuid5(uuid.UUID("361E6D51-FAEC-444A-9079-341386DA8E2E"), f"undercloud/{NAME}")
MINUTES = 60
NETWORK = {
    "links": [{"id": "port0", "type": "phy", "ethernet_mac_address": MAC}],
    "networks": [
        {
            "id": "machines",
            "type": "ipv4",
            "link": "port0",
            "network_id": "machines",
            "ip_address": ADDRESS,
            "netmask": "255.255.255.0",
            "routes": [{"network": "0.0.0.0", "netmask": "0.0.0.0", "gateway": "10.235.0.1"}],
        }
    ],
    "services": [],
}


@pytest.fixture(scope="module")
def node(bare_metal, secrets):
    made = bare_metal.create_node(
        name=NAME,
        driver="redfish",
        inspect_interface="agent",
        driver_info={
            "redfish_address": f"https://{HOST}:8000",
            "redfish_system_id": f"/redfish/v1/Systems/{SYSTEM}",
            "redfish_username": "admin",
            "redfish_password": secrets["virtual_bmc_password"],
            "redfish_verify_ca": "/etc/stackwright/ca.pem",
        },
        properties={"capabilities": "boot_mode:uefi"},
    )
    # Microversion 1.66 (2020) has it; the SDK's own node does not.
    change = [{"op": "add", "path": "/network_data", "value": NETWORK}]
    assert bare_metal.patch(f"/nodes/{made.id}", json=change, microversion="1.66").ok
    bare_metal.create_port(node_id=made.id, address=MAC)
    yield made
    bare_metal.set_node_maintenance(made)
    bare_metal.set_node_power_state(made, "power off", wait=True)
    bare_metal.delete_node(made)


def over_ssh(key_file, command: str) -> subprocess.CompletedProcess:
    """Run *command* on the machine, which is reached through the undercloud's host."""
    proxy = f"ssh -i {key_file} {SSH_OPTIONS} -W %h:%p root@{HOST}"
    arguments = ["ssh", "-i", str(key_file), *SSH_OPTIONS.split(), "-o", f"ProxyCommand={proxy}", f"debian@{ADDRESS}"]
    return subprocess.run([*arguments, command], capture_output=True, text=True, timeout=60, check=False)


def test_machine_is_inspected(bare_metal, node):
    bare_metal.set_node_provision_state(node, "manage", wait=True, timeout=2 * MINUTES)
    bare_metal.set_node_provision_state(node, "inspect", wait=True, timeout=6 * MINUTES)
    inventory = bare_metal.get_node_inventory(node)["inventory"]
    assert inventory["cpu"]["count"] == 2
    assert [disk["size"] for disk in inventory["disks"]] == [10 * 1024**3]
    assert [interface["mac_address"] for interface in inventory["interfaces"]] == [MAC]


def test_machine_is_cleaned(bare_metal, node):
    bare_metal.set_node_provision_state(node, "provide", wait=True, timeout=6 * MINUTES)


def test_machine_is_deployed_and_lets_its_owner_in(bare_metal, node, key_file):
    public_key = key_file.with_suffix(".pub").read_text().strip()
    image = {"image_source": f"{FILES}/debian/debian-13.qcow2", "image_checksum": f"{FILES}/debian/SHA256SUMS"}
    bare_metal.update_node(node, instance_info={**image, "image_type": "whole-disk"})
    drive = {
        "meta_data": {"uuid": node.id, "hostname": NAME, "name": NAME, "public_keys": {"owner": public_key}},
        "network_data": NETWORK,
    }
    bare_metal.set_node_provision_state(node, "active", config_drive=drive, wait=True, timeout=8 * MINUTES)

    wait_for(lambda: over_ssh(key_file, "true").returncode == 0, 4 * MINUTES, "the machine lets its owner in")
    assert over_ssh(key_file, "hostname").stdout.strip() == NAME
    assert over_ssh(key_file, "sudo id -u").stdout.strip() == "0"


def test_machine_has_the_whole_disk(key_file):
    assert int(over_ssh(key_file, "df --output=size --block-size=1G / | tail -n 1").stdout) >= 8


def test_machine_is_given_back(bare_metal, node, key_file):
    bare_metal.set_node_provision_state(node, "deleted", wait=True, timeout=8 * MINUTES)
    assert bare_metal.get_node(node).provision_state == "available"
    assert over_ssh(key_file, "true").returncode != 0
