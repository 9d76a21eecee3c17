# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Measures the libvirt module and inventory on libvirt's test driver, beside community.libvirt of package `ansible`."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import tempfile
import time
import venv
from pathlib import Path

from figures import Figure, store

REPOSITORY = Path(__file__).resolve().parents[1]
RIVAL = REPOSITORY / ".cache/bench/community"
BINDINGS = Path("/usr/lib/python3/dist-packages")
RUNS = 3
DOMAIN = """<domain type="test"><name>vm{0}</name><memory>1048576</memory><vcpu>2</vcpu><os><type>hvm</type></os>
  <metadata><s:tags xmlns:s="https://stackwright.cloud/libvirt/tags"><s:tag name="role">web</s:tag></s:tags>
  </metadata>
  <devices><disk type="file"><source file="/images/{0}"/><target dev="vda"/></disk><interface type="network">
  <mac address="52:54:00:00:{1:02x}:{2:02x}"/><source network="default"/></interface></devices></domain>"""
NETWORK = """<network><name>default</name><bridge name="b0"/><ip address="10.0.0.1" netmask="255.255.0.0">
  <dhcp><range start="10.0.0.2" end="10.0.255.254"/></dhcp></ip></network>"""
PLAY = [{"hosts": "localhost", "connection": "local", "gather_facts": False}]


def node(path: Path, count: int) -> str:
    """Write a hypervisor with so many domains for the test driver; returns its URI."""
    domains = "".join(DOMAIN.format(number, *divmod(number, 256)) for number in range(count))
    path.write_text(f"<node>{NETWORK}{domains}</node>")
    return f"test://{path}"


def seconds(*command: str) -> float:
    """The median wall time of a command."""
    environment = {**os.environ, "ANSIBLE_LOCALHOST_WARNING": "false"}
    walls = []
    for _run in range(RUNS):
        start = time.monotonic()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
        walls.append(time.monotonic() - start)
    return statistics.median(walls)


def inventory(scratch: Path, count: int = 1000) -> list[Figure]:
    """Measure the inventory of so many domains, beyond that of as many hosts in a file."""
    uri = node(scratch / "inventory.xml", count)
    hosts = {f"vm{number}": {"ansible_host": "10.0.0.1"} for number in range(count)}
    files = {
        "static.json": {"all": {"hosts": hosts}},
        "ours.libvirt.yml": {"plugin": "stackwright.cloud.libvirt", "uris": [uri]},
        "theirs.libvirt.yml": {"plugin": "community.libvirt.libvirt", "uri": uri},
    }
    for name, content in files.items():
        (scratch / name).write_text(json.dumps(content))
    floor = seconds("ansible-inventory", "--list", "--inventory", str(scratch / "static.json"))
    ours = seconds("ansible-inventory", "--list", "--inventory", str(scratch / "ours.libvirt.yml"))
    theirs = seconds(rival(), "--list", "--inventory", str(scratch / "theirs.libvirt.yml"))
    others = f"floor {floor:.1f} s; community.libvirt: {theirs - floor:.1f} s"
    return [Figure(f"inventory of {count} domains, beyond the floor", ours - floor, "s", 1.5, others)]


def reconciliation(scratch: Path, count: int = 200) -> list[Figure]:
    """Measure one task with so many domains and nothing to change, beyond a play without a task."""
    uri = node(scratch / "reconciliation.xml", count)
    domains = [
        {
            "name": f"vm{number}",
            "state": "running",
            "vcpus": 2,
            "memory": "1G",
            "tags": {"role": "web"},
            "disks": [{"target": "vda", "file": f"/images/{number}"}],
            "interfaces": [{"network": "default"}],
        }
        for number in range(count)
    ]
    task = {"stackwright.cloud.libvirt_domain": {"uri": uri, "domains": domains}, "failed_when": "result is changed"}
    plays = {
        "empty.yml": [{**PLAY[0], "tasks": [{"ansible.builtin.meta": "noop"}]}],
        "domains.yml": [{**PLAY[0], "tasks": [{"name": "Reconcile", "register": "result", **task}]}],
    }
    for name, play in plays.items():
        (scratch / name).write_text(json.dumps(play))
    empty, whole = (seconds("ansible-playbook", str(scratch / name)) for name in plays)
    return [Figure(f"{count} domains in one task without changes", whole - empty, "s", 2)]


def rival() -> str:
    """The path of ansible-inventory of the package `ansible`, installed in an environment of its own."""
    program = RIVAL / "bin/ansible-inventory"
    if not program.exists():
        venv.create(RIVAL, with_pip=True)
        subprocess.run([RIVAL / "bin/pip", "install", "--quiet", "ansible ~= 12.0"], check=True)
        (site,) = RIVAL.glob("lib/python3.*/site-packages")
        for file in BINDINGS.glob("libvirt*.*"):
            (site / file.name).symlink_to(file)
    return str(program)


def main() -> None:
    """Measure, store and show."""
    with tempfile.TemporaryDirectory() as scratch:
        figures = [*reconciliation(Path(scratch)), *inventory(Path(scratch))]
    print(store("hypervisor", figures))


if __name__ == "__main__":
    main()
