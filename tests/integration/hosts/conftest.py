# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Tasks on this machine as Ansible runs them, and modules in namespaces of their own, where nothing is left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

REPOSITORY = Path(__file__).resolve().parents[3]
COLLECTIONS = REPOSITORY / ".collections"
# Directories that the host module changes, each hidden below a copy of its own.
HIDDEN = ("/etc/containers/containers.conf.d", "/etc/sysctl.d", "/var/lib/stackwright")

Variables = dict[str, Any]


class Ansible:
    """Plays of tasks on hosts that are all this machine, with a cloud's directory below one of the test's own."""

    def __init__(self, root: Path) -> None:
        """Keep everything below *root*."""
        self.root = root
        self.directory = root / "cloud"
        self.output = ""

    def inventory(self, hosts: dict[str, Variables], groups: dict[str, list[str]], **variables: Any) -> None:
        """Have *hosts* with their variables in *groups*; *variables* are everybody's."""
        own = {
            "ansible_connection": "local",
            "ansible_python_interpreter": sys.executable,
            "stackwright_directory": str(self.directory),
        }
        children = {group: {"hosts": {member: {} for member in members}} for group, members in groups.items()}
        tree = {"all": {"hosts": hosts, "vars": {**own, **variables}, "children": children}}
        (self.root / "hosts.yml").write_text(yaml.safe_dump(tree))

    def play(self, *arguments: str, **keywords: Any) -> bool:
        """Run a play with *keywords* on all hosts, and tell whether it passed; its output is kept."""
        (self.root / "play.yml").write_text(yaml.safe_dump([{"hosts": "all", "gather_facts": False, **keywords}]))
        return self.run("play.yml", *arguments)

    def run(self, playbook: str, *arguments: str) -> bool:
        """Run *playbook*, and tell whether it passed; its output is kept."""
        command = ["ansible-playbook", "--inventory", "hosts.yml", playbook, *arguments]
        environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS), "ANSIBLE_CONFIG": "none"}
        done = subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=False)
        self.output = done.stdout + done.stderr
        return done.returncode == 0

    @property
    def changed(self) -> bool:
        """Tell whether the last play changed anything."""
        return " changed=0 " not in self.output


def namespaces(*kinds: str) -> subprocess.Popen[bytes]:
    """Start a process in namespaces of its own, which end with it."""
    holder = subprocess.Popen(["unshare", *kinds, "sleep", "infinity"])
    while os.readlink(f"/proc/{holder.pid}/ns/net") == os.readlink("/proc/self/ns/net"):
        assert holder.poll() is None
    return holder


@pytest.fixture
def neighbour() -> Iterator[int]:
    """Return a process in a network namespace that no other is in."""
    holder = namespaces("--net")
    yield holder.pid
    holder.kill()
    holder.wait()


@pytest.fixture
def controller(tmp_path: Path) -> Ansible:
    """Ansible with one host that is a whole cloud."""
    made = Ansible(tmp_path)
    address = {"stackwright_interface": "lo", "stackwright_address": "127.0.0.1"}
    groups = {group: ["one"] for group in ("control", "compute", "network")}
    made.inventory({"one": address}, groups, stackwright_vip_address="127.0.0.10", stackwright_cloud="swtest")
    return made


@pytest.fixture
def isolated() -> Iterator[Callable[..., dict[str, Any]]]:
    """Run a module in network and mount namespaces that live as long as the test, and return its result."""
    holder = namespaces("--mount", "--net")
    mounts = " && ".join(f"mkdir -p {path} && mount -t tmpfs tmpfs {path}" for path in HIDDEN)
    enter = ["nsenter", f"--target={holder.pid}", "--mount", "--net"]
    subprocess.run([*enter, "sh", "-c", mounts], check=True)

    def run(module: str, **arguments: Any) -> dict[str, Any]:
        check = ["--check"] if arguments.pop("check", False) else []
        task = [
            f"--module-name=stackwright.cloud.{module}",
            *([f"--args={json.dumps(arguments)}"] if arguments else []),
        ]
        interpreter = f"--extra-vars=ansible_python_interpreter={sys.executable}"
        done = subprocess.run(
            [*enter, "ansible", "localhost", *task, *check, interpreter],
            env={**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS), "ANSIBLE_CONFIG": "none"},
            capture_output=True,
            text=True,
            check=False,
        )
        return {"failed": done.returncode != 0, **json.loads(done.stdout.partition("=> ")[2])}

    run.enter = enter
    yield run
    holder.kill()
    holder.wait()
