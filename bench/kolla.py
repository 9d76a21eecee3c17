# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""kolla-ansible's genconfig for hosts that are directories of this machine, in an environment of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from measure import Timing, timed

ENVIRONMENT = Path(__file__).resolve().parents[1] / ".cache/bench/kolla"
# The collections that it needs are in package ansible.
PACKAGES = ["kolla-ansible == 22.*", "ansible == 12.*"]
# The services of our cloud, but for nova and the load balancer: their files need containers that run.
GLOBALS = """---
kolla_base_distro: debian
openstack_release: "2026.1"
network_interface: lo
neutron_external_interface: lo
kolla_internal_vip_address: 127.0.0.10
neutron_plugin_agent: ovn
enable_fluentd: "no"
enable_haproxy: "no"
enable_keepalived: "no"
enable_nova: "no"
enable_proxysql: "no"
"""
CONFIG = "[defaults]\nforks = 20\n[connection]\npipelining = true\n"
# Stands for a host's Python, and notes what it takes: sh(1), times.
PYTHON = """#!/bin/sh
/usr/bin/python3 "$@"
status=$?
times >> {directory}/cpu
exit $status
"""


def unchanged(count: int) -> Timing:
    """Return the second genconfig for *count* hosts; its CPU is the controller's alone."""
    install()
    with tempfile.TemporaryDirectory() as scratch:
        directory = Path(scratch)
        command = prepare(directory, count)
        environment = {
            "PATH": f"{ENVIRONMENT}/bin:{os.environ['PATH']}",
            "ANSIBLE_CONFIG": str(directory / "ansible.cfg"),
            "ANSIBLE_COLLECTIONS_PATH": str(directory),
        }
        timed(command, environment)
        (directory / "cpu").unlink()
        timing = timed(command, environment)
        return replace(timing, cpu=timing.cpu - seconds((directory / "cpu").read_text()))


def install() -> None:
    """Make the environment, unless it is there."""
    if (ENVIRONMENT / "bin/kolla-ansible").exists():
        return
    subprocess.run(["uv", "venv", "--quiet", "--python", sys.executable, str(ENVIRONMENT)], check=True)
    command = ["uv", "pip", "install", "--quiet", "--python", str(ENVIRONMENT / "bin/python"), *PACKAGES]
    subprocess.run(command, check=True)


def prepare(directory: Path, count: int) -> list[str]:
    """Write all that genconfig needs into *directory*, and return its command."""
    share, config = ENVIRONMENT / "share/kolla-ansible", directory / "kolla"
    config.mkdir()
    (config / "globals.yml").write_text(GLOBALS)
    passwords = config / "passwords.yml"
    passwords.write_text((share / "etc_examples/kolla/passwords.yml").read_text())
    passwords.chmod(0o600)
    subprocess.run([ENVIRONMENT / "bin/kolla-genpwd", "--passwords", passwords], check=True)
    (directory / "ansible.cfg").write_text(CONFIG)
    python = directory / "python"
    python.write_text(PYTHON.format(directory=directory))
    python.chmod(0o755)
    inventory = directory / "inventory"
    inventory.write_text(hosts(directory, count, (share / "ansible/inventory/all-in-one").read_text()))
    return ["kolla-ansible", "genconfig", "--inventory", str(inventory), "--configdir", str(config)]


def hosts(directory: Path, count: int, example: str) -> str:
    """Return an inventory with the groups of *example*, whose first host is a whole cloud, the others compute nodes."""
    local = f"ansible_connection=local ansible_python_interpreter={directory}/python"
    computes = [f"host{number} {local} node_config={directory}/host{number}" for number in range(1, count + 1)]
    members = {
        "control": ["host1"],
        "network": ["host1"],
        "compute": computes,
        "storage": [],
        "monitoring": [],
        "deployment": [f"localhost {local}"],
    }
    groups = "".join(f"[{group}]\n" + "".join(f"{line}\n" for line in lines) for group, lines in members.items())
    return groups + example[example.index("[common:children]") :]


def seconds(times: str) -> float:
    """Return the sum of what times of sh(1) wrote, such as 0m1.500000s."""
    return sum(60 * int(minutes) + float(rest) for minutes, rest in re.findall(r"(\d+)m([\d.]+)s", times))
