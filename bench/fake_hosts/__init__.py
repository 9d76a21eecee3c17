# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Hosts that are as they should be, without machines: a program that answers stands for ssh."""

from __future__ import annotations

import ipaddress
import json
import re
from pathlib import Path

SSH = Path(__file__).with_name("ssh")
NETWORK = ipaddress.ip_network("10.32.0.0/16")
VIRTUAL_ADDRESS = NETWORK[10]
DONE = {"changed": False, "changes": [], "plan": []}
ANSWERS = {
    "converge": DONE,
    "host": DONE,
    "jobs": {**DONE, "jobs": [], "unknown": []},
    "registry": {**DONE, "unknown": []},
}


def make(directory: Path, count: int) -> dict[str, str]:
    """Write *count* hosts, an inventory with them, into *directory*; return Ansible's variables that reach them."""
    names = {f"host{number}": NETWORK[100 + number] for number in range(1, count + 1)}
    (directory / "answers").mkdir()
    (directory / "ssh").symlink_to(SSH)
    answers = {**ANSWERS, **{f"{name}.host_facts": _facts(str(address)) for name, address in names.items()}}
    for name, answer in answers.items():
        (directory / "answers" / name).write_text(json.dumps(answer).replace('"@now@"', "@now@") + "\n")
    (directory / "hosts.json").write_text(json.dumps(_inventory(directory, names)))
    return {"ANSIBLE_SSH_EXECUTABLE": str(directory / "ssh"), "ANSIBLE_INVENTORY": str(directory / "hosts.json")}


def finish_jobs(directory: Path) -> None:
    """Have the hosts in *directory* tell from now on that the jobs are done that have been sent to them."""
    from ansible_collections.stackwright.cloud.plugins.module_utils.desired.jobs import mark
    from ansible_collections.stackwright.cloud.plugins.module_utils.engine.payload import unpacked

    [word] = re.findall(r'"payload": "([^"]+)"', (directory / "jobs").read_text())
    marks = {job["specification"]["name"]: mark(job) for job in unpacked(word)["jobs"]}
    answer = {**ANSWERS["registry"], "marks": marks}
    (directory / "answers" / "registry").write_text(json.dumps(answer) + "\n")


def _inventory(directory: Path, names: dict) -> dict:
    """Return an inventory whose first host is a whole cloud, and the others compute nodes more."""
    first = next(iter(names))
    return {
        "all": {
            "hosts": {name: {"ansible_host": name, "stackwright_address": str(names[name])} for name in names},
            "vars": {
                "ansible_user": "root",
                "ansible_python_interpreter": "/usr/bin/python3",
                "images_source": "host",
                "images_builder": "localhost",
                "stackwright_cloud": "scale",
                "stackwright_directory": str(directory / "cloud"),
                "stackwright_interface": "eth0",
                "stackwright_vip_address": str(VIRTUAL_ADDRESS),
                "stackwright_provider_networks": [{"name": "physnet1", "bridge": "br-ex", "interface": "eth1"}],
            },
            "children": {
                "control": {"hosts": {first: {}}},
                "network": {"hosts": {first: {}}},
                "compute": {"hosts": {name: {} for name in names}},
            },
        }
    }


def _facts(address: str) -> dict:
    """Return the facts of a host with *address*, as module host_facts has them."""
    # Imported here, for the way to it is known by then.
    from ansible_collections.stackwright.cloud.plugins.module_utils.host import system
    from ansible_collections.stackwright.cloud.plugins.plugin_utils import image_inputs

    recipes = image_inputs.recipes(max(path.name for path in image_inputs.RELEASES.iterdir()))
    mac = "02:00:" + ":".join(f"{byte:02x}" for byte in ipaddress.ip_address(address).packed)
    links = {"eth0": [f"{address}/{NETWORK.prefixlen}"], "eth1": []}
    host = {
        **system.gather(),
        "memory": {"total": 65536, "available": 60000, "swap": 0},
        "disk": {"total": 500000, "free": 400000},
        "interfaces": {
            name: {"state": "UP", "mac": mac, "kind": "", "addresses": addresses} for name, addresses in links.items()
        },
        "routes": [{"destination": "0.0.0.0/0", "interface": "eth0"}],
        "name_servers": [str(NETWORK[1])],
        "listeners": [],
        "taken": [],
        "resolved": {str(VIRTUAL_ADDRESS): [str(VIRTUAL_ADDRESS)]},
        "images": [recipe["reference"] for recipe in recipes.values()],
        "image_files": [recipe["artifact"]["target"] for recipe in recipes.values() if recipe["artifact"]],
        "schema_release": None,
        "virtualization": {
            "answer": "qemu",
            "reason": "there is no /dev/kvm",
            "image": recipes["libvirt"]["reference"],
        },
        "mirrors": [],
        "epoch": "@now@",
    }
    return {"changed": False, "ansible_facts": {"stackwright_host": host, "stackwright_probed_virtualization": "qemu"}}
