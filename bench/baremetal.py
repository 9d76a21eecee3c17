# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Measures bare-metal nodes on a real Ironic on loopback, whose machines are of the type `fake-hardware`."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from figures import Figure, store

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY / ".collections"), str(REPOSITORY / "tests/support")]

import standalone_ironic  # noqa: E402

NODES, LISTED = 100, 500
RUNS = 3


def document(size: int) -> dict[str, Any]:
    """Return a document of *size* nodes, of which the first NODES run."""
    return {
        "defaults": {
            "bmc": {"type": "fake", "username": "admin", "secret": "bmc"},
            "image": "debian",
            "traits": ["CUSTOM_BENCH"],
        },
        "images": {"debian": {"source": "http://192.0.2.1/debian.qcow2", "checksum": "http://192.0.2.1/SHA256SUMS"}},
        "nodes": [_node(number) for number in range(size)],
    }


def _node(number: int) -> dict[str, Any]:
    mac = f"52:54:00:00:{number // 256:02x}:{number % 256:02x}"
    address = f"10.0.{number // 250}.{number % 250 + 2}/16"
    return {
        "name": f"bench-{number}",
        "state": "active" if number < NODES else "manageable",
        "ports": [{"mac": mac}],
        "roles": [f"role{number % 5}"],
        "network": {"interfaces": [{"name": "eth0", "mac": mac, "addresses": [address], "gateway": "10.0.0.1"}]},
    }


def playbook(directory: Path, login: dict[str, Any], contents: dict[str, Any]) -> list[str]:
    """Write a playbook that brings the nodes to *contents*, and return the command that runs it."""
    task = {**login, "document": contents, "secrets": {"bmc": "for the bench alone"}}
    play = {
        "hosts": "localhost",
        "connection": "local",
        "gather_facts": False,
        "tasks": [{"stackwright.cloud.baremetal_nodes": task}],
    }
    path = directory / f"{len(contents['nodes'])}.yml"
    path.write_text(yaml.safe_dump([play]))
    return ["ansible-playbook", "--inventory", "localhost,", str(path)]


def seconds(command: list[str]) -> float:
    """Return how long *command* takes; end with its output when it fails."""
    start = time.monotonic()
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout[:3000]}{done.stderr[-1000:]}")
    return time.monotonic() - start


def median(measured: Callable[[], float]) -> float:
    """Return the median of some runs."""
    return statistics.median(measured() for _run in range(RUNS))


def figures(directory: Path) -> list[Figure]:
    """Measure the nodes' way to active, a run that changes nothing, many nodes more, and the inventory."""
    with standalone_ironic.running(directory) as ironic:
        apply = playbook(directory, ironic.login, document(NODES))
        made = seconds(apply)
        unchanged = median(lambda: seconds(apply))
        more = seconds(playbook(directory, ironic.login, document(LISTED)))
        source = directory / "bench.baremetal.yml"
        source.write_text(yaml.safe_dump({"plugin": "stackwright.cloud.baremetal", "states": [], **ironic.login}))
        command = ["ansible-inventory", "--list", "--output", "/dev/null", "--inventory", str(source)]
        listed = median(lambda: seconds(command))
    return [
        Figure(f"{NODES} fake nodes, enrolled to active", made, "s", 45, "as a playbook run"),
        Figure(f"{NODES} nodes, nothing to change", unchanged, "s", 2, "as a playbook run"),
        Figure(f"{LISTED - NODES} fake nodes more, enrolled to manageable", more, "s", 90, "as a playbook run"),
        Figure(f"inventory of {LISTED} nodes", listed, "s", 2),
    ]


def main() -> None:
    """Measure, print and keep the figures."""
    with tempfile.TemporaryDirectory() as scratch:
        measured = figures(Path(scratch))
    print(store("baremetal", measured))


if __name__ == "__main__":
    main()
