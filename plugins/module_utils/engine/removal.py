# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Everything of a cloud on a host, found by label and name: stopped, or removed for good."""

from __future__ import annotations

import functools
import glob
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.container import DATA_ROOT, RUNTIME_ROOT
from ansible_collections.stackwright.cloud.plugins.module_utils.engine import bridges, simulated
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import Podman
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.supervisor import Supervisor, supervisor_for
from ansible_collections.stackwright.cloud.plugins.module_utils.host.settings import RECORD

IMAGES = "localhost/stackwright/"
# The namespaces of OVN's metadata agent are called ovnmeta-<network>.
NAMESPACES = "/run/netns/ovnmeta-*"
GUESTS = f"{RUNTIME_ROOT}/libvirt/qemu/instance-*.pid"
# What a deployment makes anew, and what it cannot.
DISPOSABLE = ("/etc/stackwright", RUNTIME_ROOT, "/var/cache/stackwright")
ROOTS = (*DISPOSABLE, DATA_ROOT, "/var/log/stackwright")

Step = tuple[str, Callable[[], None]]


def stop(cloud: str, check: bool) -> list[str]:
    """Stop every running container of *cloud*, all at once; return what was, or would be, stopped."""
    engine = Podman(cloud)
    supervisor = supervisor_for(engine)
    running = [name for name, container in supervisor.containers(None).items() if container["running"]]
    return _carry_out([(f"stop {name}", functools.partial(supervisor.stop, name)) for name in running], check)


def remove(cloud: str, check: bool, keep_data: bool = False) -> list[str]:
    """Remove containers, guests, networks, images, configuration and data of *cloud*; return what it was."""
    engine = Podman(cloud)
    supervisor = supervisor_for(engine)
    switches, names = bridges.bridges(), list(supervisor.containers(None))
    lines = _carry_out(_containers(supervisor, [name for name in names if name not in bridges.DAEMONS]), check)
    lines += _carry_out(_bridges(engine, bridges.devices(switches)), check)
    lines += _carry_out(_containers(supervisor, [name for name in names if name in bridges.DAEMONS]), check)
    lines += _carry_out([*_guests(), *_namespaces(), *_images(engine)], check)
    if not check:
        bridges.remove_devices(switches)
    lines += _carry_out(_directories(DISPOSABLE if keep_data else ROOTS), check)
    if not check:
        _remove_empty_roots()
    return lines


def _carry_out(steps: list[Step], check: bool) -> list[str]:
    if not check:
        with ThreadPoolExecutor(max_workers=8) as pool:
            list(pool.map(lambda step: step[1](), steps))
    return [line for line, _act in steps]


def _containers(supervisor: Supervisor, names: list[str]) -> list[Step]:
    return [(f"- container {name}", functools.partial(supervisor.remove, name)) for name in names]


def _bridges(engine: Podman, names: list[str]) -> list[Step]:
    """Return what goes while Open vSwitch runs, which alone can give a datapath back, and no user of it does."""
    return [(f"- bridges {', '.join(names)}", functools.partial(bridges.release, engine, names))] if names else []


def _guests() -> list[Step]:
    """Return the QEMU processes of Nova's guests, by the files in which this host's libvirt keeps their numbers."""
    steps: list[Step] = []
    for path in glob.glob(GUESTS):
        with open(path, encoding="ascii") as file:
            pid = int(file.read())
        guest = os.path.basename(path)[: -len(".pid")]
        if _runs(pid, guest):
            steps.append((f"- guest {guest}", functools.partial(os.kill, pid, signal.SIGKILL)))
    return steps


def _runs(pid: int, guest: str) -> bool:
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return f"guest={guest},".encode() in file.read()
    except FileNotFoundError:
        return False


def _namespaces() -> list[Step]:
    return [
        (f"- network namespace {name}", functools.partial(_run, "ip", "netns", "delete", name))
        for name in map(os.path.basename, glob.glob(NAMESPACES))
    ]


def _directories(roots: tuple[str, ...]) -> list[Step]:
    """Return the removal of all that is in *roots*; what role `host` keeps of itself there stays for that role."""
    paths = [path for root in roots for path in glob.glob(f"{root}/*") if path != RECORD]
    return [(f"- {path}", functools.partial(_remove_path, path)) for path in sorted(paths)]


def _remove_path(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    else:
        os.unlink(path)


def _remove_empty_roots() -> None:
    for root in ROOTS:
        if os.path.isdir(root) and not os.listdir(root):
            os.rmdir(root)


def _images(engine: Podman) -> list[Step]:
    # Simulated hosts run containers of this host's images, which no listing here shows.
    if not engine.installed or engine.has_containers(simulated.LABEL):
        return []
    names = {name for name in engine.own_image_names() if name.startswith(IMAGES)} - engine.images_of_others()
    return [("- images " + ", ".join(sorted(names)), lambda: engine.remove_images(sorted(names)))] if names else []


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)
