# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Measures the module and the inventory of libvirt on its test driver, beside community.libvirt."""

from __future__ import annotations

import json
import statistics
import tempfile
from pathlib import Path

from figures import Figure, store
from measure import Timing, timed
from rival import RIVAL, RUNS, output, own_environment, rival_environment

# The CPU's seconds tell also on a machine that has other work.
KINDS = ("wall", "cpu")
# Debian's, since PyPI's must be compiled.
BINDINGS = Path("/usr/lib/python3/dist-packages")
DOMAIN = """<domain type="test"><name>vm{0}</name><memory>1048576</memory><vcpu>2</vcpu><os><type>hvm</type></os>
  <metadata><s:tags xmlns:s="https://stackwright.cloud/libvirt/tags"><s:tag name="role">web</s:tag></s:tags>
  </metadata>
  <devices><disk type="file"><source file="/images/{0}"/><target dev="vda"/></disk><interface type="network">
  <mac address="52:54:00:00:{1:02x}:{2:02x}"/><source network="default"/></interface></devices></domain>"""
NETWORK = """<network><name>default</name><bridge name="b0"/><ip address="10.0.0.1" netmask="255.255.0.0">
  <dhcp><range start="10.0.0.2" end="10.0.255.254"/></dhcp></ip></network>"""


def node(path: Path, count: int) -> str:
    """Write a hypervisor with so many domains for the test driver; returns its URI."""
    domains = "".join(DOMAIN.format(number, *divmod(number, 256)) for number in range(count))
    path.write_text(f"<node>{NETWORK}{domains}</node>")
    return f"test://{path}"


def reconciliation(directory: Path, count: int = 200) -> list[Figure]:
    """Measure one task with so many domains and nothing to change, beyond a play without a task."""
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
    options = {"uri": node(directory / "reconciliation.xml", count), "domains": domains}
    task = {
        "stackwright.cloud.libvirt_domain": options,
        "register": "result",
        "failed_when": f"result is changed or result.domains | length != {count}",
    }
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False}
    commands = []
    for name, tasks in {"empty.yml": [], "domains.yml": [task]}.items():
        (directory / name).write_text(json.dumps([{**play, "tasks": tasks}]))
        commands.append(["ansible-playbook", "--inventory", "localhost,", str(directory / name)])
    empty, whole = (timings(command, own_environment()) for command in commands)
    name = f"{count} domains in one task, no change"
    return [Figure(f"{name}, {kind}", beyond(empty, whole, kind), "s", 2) for kind in KINDS]


def inventory(directory: Path, count: int = 1000) -> list[Figure]:
    """Measure the inventory of so many domains, beyond Ansible's own time for as many hosts in a file."""
    uri = node(directory / "inventory.xml", count)
    hosts = {f"vm{number}": {"ansible_host": "10.0.0.1"} for number in range(count)}
    sources = {
        "static.json": ({"all": {"hosts": hosts}}, own_environment()),
        "ours.libvirt.yml": ({"plugin": "stackwright.cloud.libvirt", "uris": [uri]}, own_environment()),
        "theirs.libvirt.yml": ({"plugin": "community.libvirt.libvirt", "uri": uri}, rival_with_bindings()),
    }
    times = []
    for file, (content, environment) in sources.items():
        (directory / file).write_text(json.dumps(content))
        command = ["ansible-inventory", "--list", "--inventory", str(directory / file)]
        listed = len(json.loads(output(command, environment))["_meta"]["hostvars"])
        if listed != count:
            raise SystemExit(f"{file}: {listed} hosts, not {count}")
        times.append(timings(command, environment))
    floor, ours, theirs = times
    name = f"inventory of {count} domains"
    others = {kind: f"community.libvirt: {beyond(floor, theirs, kind):.1f} s" for kind in KINDS}
    return [Figure(f"{name}, {kind}", beyond(floor, ours, kind), "s", 1.5, others[kind]) for kind in KINDS]


def timings(command: list[str], environment: dict[str, str]) -> list[Timing]:
    """Return what some runs of *command* took."""
    return [timed(command, environment) for _run in range(RUNS)]


def beyond(floor: list[Timing], whole: list[Timing], kind: str) -> float:
    """Return the seconds, of the wall or of the CPU, that *whole* took beyond its *floor*."""
    without, with_all = (statistics.median(getattr(one, kind) for one in runs) for runs in (floor, whole))
    return with_all - without


def rival_with_bindings() -> dict[str, str]:
    """Return the variables for commands of community.libvirt, whose environment is given libvirt-python."""
    environment = rival_environment()
    (site,) = RIVAL.glob("lib/python3.*/site-packages")
    for file in BINDINGS.glob("libvirt*.*"):
        if not (site / file.name).exists():
            (site / file.name).symlink_to(file)
    return environment


def main() -> None:
    """Measure, store and show."""
    with tempfile.TemporaryDirectory() as directory:
        figures = [*reconciliation(Path(directory)), *inventory(Path(directory))]
    print(store("hypervisor", figures))


if __name__ == "__main__":
    main()
