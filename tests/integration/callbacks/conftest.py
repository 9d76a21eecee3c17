# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Playbooks of a few tasks on hosts that are all this machine, run with the collection's callbacks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from terminal import Session, run_in_terminal

COLLECTIONS = Path(__file__).resolve().parents[3] / ".collections"
# A module that changes nothing and says that it does, as the collection's own do.
PLANNER = """\
#!/usr/bin/python
from ansible.module_utils.basic import AnsibleModule
module = AnsibleModule({"plan": {"type": "list"}, "password": {"no_log": True}}, supports_check_mode=True)
plan = module.params["plan"]
module.exit_json(changed=True, plan=plan, diff={"prepared": "".join(f"diff of {line}\\n" for line in plan)})
"""


class Plays:
    """Plays of tasks below a directory of their own."""

    def __init__(self, root: Path) -> None:
        """Keep everything below *root*."""
        self.root = root
        (root / "library").mkdir()
        (root / "library/planner.py").write_text(PLANNER)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")},
            "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
            "ANSIBLE_CONFIG": str(root / "ansible.cfg"),
            "ANSIBLE_HOME": str(root / "home"),
            "TERM": "xterm",
        }
        self.configure("stdout_callback = stackwright.cloud.progress")
        self.hosts("one")

    def configure(self, *settings: str) -> None:
        """Have *settings* in section `defaults` of ansible.cfg."""
        (self.root / "ansible.cfg").write_text("\n".join(["[defaults]", "display_skipped_hosts = false", *settings]))

    def hosts(self, *names: str) -> None:
        """Have hosts of these names."""
        own = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        (self.root / "hosts.yml").write_text(yaml.safe_dump({"all": {"hosts": dict.fromkeys(names), "vars": own}}))

    def write(self, *plays: dict[str, Any], name: str = "play.yml") -> None:
        """Write the playbook *name*."""
        common = {"hosts": "all", "gather_facts": False}
        (self.root / name).write_text(yaml.safe_dump([{**common, **play} for play in plays], sort_keys=False))

    def command(self, *arguments: str) -> list[str]:
        """Return the command that runs the playbook."""
        return ["ansible-playbook", "--inventory", "hosts.yml", "play.yml", *arguments]

    def piped(self, *arguments: str) -> tuple[str, int]:
        """Run the playbook without a terminal and return its output and its status."""
        done = subprocess.run(
            self.command(*arguments),
            cwd=self.root,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.stdout, done.returncode

    def in_terminal(self, *arguments: str, **options: Any) -> Session:
        """Run the playbook on a terminal."""
        return run_in_terminal(self.command(*arguments), self.environment, self.root, **options)


@pytest.fixture
def plays(tmp_path: Path) -> Plays:
    """Plays with one host."""
    return Plays(tmp_path)
