# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Times our commands, and those of the collections in package `ansible`, which has an environment of its own."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
RIVAL = REPOSITORY / ".cache/rival"
# The newest with which openstack.cloud's inventory and modules all work is below 4.6.
PACKAGES = ["ansible == 12.*", "openstacksdk < 4.6"]
RUNS = 3


def own_environment() -> dict[str, str]:
    """Return the variables for our own commands, from wherever they are run."""
    return {
        "PATH": f"{REPOSITORY}/.venv/bin:{os.environ['PATH']}",
        "ANSIBLE_CONFIG": str(REPOSITORY / "ansible.cfg"),
        "ANSIBLE_COLLECTIONS_PATH": str(REPOSITORY / ".collections"),
    }


def rival_environment() -> dict[str, str]:
    """Return the variables for the rivals' commands, made with their environment on the first call."""
    if not (RIVAL / "bin/ansible").exists():
        subprocess.run([_uv(), "venv", "--quiet", "--python", sys.executable, str(RIVAL)], check=True)
        command = [_uv(), "pip", "install", "--quiet", "--python", str(RIVAL / "bin/python"), *PACKAGES]
        subprocess.run(command, check=True)
        (RIVAL / "ansible.cfg").write_text("[defaults]\n")
    return {
        "PATH": f"{RIVAL}/bin:{os.environ['PATH']}",
        "ANSIBLE_CONFIG": str(RIVAL / "ansible.cfg"),
        "ANSIBLE_COLLECTIONS_PATH": str(RIVAL),
        "ANSIBLE_PYTHON_INTERPRETER": str(RIVAL / "bin/python"),
    }


def _uv() -> str:
    return str(REPOSITORY / ".venv/bin/uv")


def output(command: list[str], environment: dict[str, str]) -> str:
    """Return what *command* prints; end with all of its output when it fails."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, env={**os.environ, **environment})
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout[-3000:]}{done.stderr[-1000:]}")
    return done.stdout


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Return how long *command* takes; end with its output when it fails."""
    start = time.monotonic()
    output(command, environment)
    return time.monotonic() - start


def median(command: list[str], environment: dict[str, str]) -> float:
    """Return the median time of some runs of *command*."""
    return statistics.median(seconds(command, environment) for _run in range(RUNS))
