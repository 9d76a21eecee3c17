# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Measures playbook runs, images and memory on this machine."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

RECAP = re.compile(r"^\S+\s+: ok=(\d+)\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Timing:
    """A playbook run: seconds of wall and of CPU with all children, and what its recap and its log say."""

    wall: float
    cpu: float
    tasks: int
    changed: int
    output: str


def playbook(name: str, *options: str) -> Timing:
    """Run the playbook *name* of the collection as the Makefile does; fail with its output when it fails."""
    return timed(["ansible-playbook", f"stackwright.cloud.{name}", *options], {})


def timed(command: list[str], environment: dict[str, str]) -> Timing:
    """Run *command*, one that runs playbooks, with *environment* added to ours; fail with its output when it fails."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        command,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **environment},
    )
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout[-4000:]}")
    hosts = [tuple(map(int, found)) for found in RECAP.findall(done.stdout)]
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Timing(wall, cpu, sum(host[0] for host in hosts), sum(host[1] for host in hosts), done.stdout)


def module_calls(verbose_output: str) -> int:
    """Return how many modules a run started on its hosts, from its output with -vvv (pipelined: a command each)."""
    return len(re.findall(r"^<\S+> EXEC ", verbose_output, re.MULTILINE))


def image_sizes() -> dict[str, int]:
    """Return the bytes of each of the collection's images, by family, base layers counted in each."""
    images = json.loads(
        _output("podman", "images", "--format", "json", "--filter", "reference=localhost/stackwright/*")
    )
    return {image["Names"][0].split("/")[-1].split(":")[0]: image["Size"] for image in images}


def disk_of_images() -> int:
    """Return the bytes that podman's store takes on disk, shared layers counted once."""
    root = _output("podman", "info", "--format", "{{.Store.GraphRoot}}").strip()
    return int(_output("du", "--summarize", "--bytes", "--one-file-system", root).split()[0])


def memory(cloud: str) -> dict[str, int]:
    """Return the bytes of memory of each container of *cloud*, shared pages divided among those that share them."""
    template = "{{.Names}} {{.Pid}}"
    listing = _output("podman", "ps", "--filter", f"label=stackwright.cloud={cloud}", "--format", template)
    containers = {name: int(pid) for name, pid in (line.split() for line in listing.splitlines())}
    children = _children()
    return {name: sum(map(_proportional_set_size, _family(pid, children))) for name, pid in containers.items()}


def _children() -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:  # it ended meanwhile
            continue
        children.setdefault(parent, []).append(int(status.parent.name))
    return children


def _family(pid: int, children: dict[int, list[int]]) -> list[int]:
    return [pid, *(member for child in children.get(pid, []) for member in _family(child, children))]


def _proportional_set_size(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return 1024 * int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1])


def machine() -> dict[str, str | int | float]:
    """Return what the figures depend on: cores, what else they do, memory, kernel and system."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    release = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
    return {
        "cores": os.cpu_count() or 0,
        "load": round(os.getloadavg()[0], 1),  # processes in the last minute, the measured ones among them
        "memory_gib": round(pages / 2**30),
        "kernel": os.uname().release,
        "system": release["PRETTY_NAME"].strip('"'),
    }


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
