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
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.files import ROOT
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import Podman
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.supervisor import supervisor_for

IMAGES = "localhost/stackwright/"
# The namespaces of OVN's metadata agent are called ovnmeta-<network>.
NAMESPACES = "/run/netns/ovnmeta-*"

Step = tuple[str, Callable[[], None]]


def stop(cloud: str, check: bool) -> list[str]:
    """Stop every running container of *cloud*, all at once; return what was, or would be, stopped."""
    engine = Podman(cloud)
    supervisor = supervisor_for(engine)
    running = [name for name, container in supervisor.containers(None).items() if container["running"]]
    return _carry_out([(f"stop {name}", functools.partial(supervisor.stop, name)) for name in running], check)


def remove(cloud: str, check: bool) -> list[str]:
    """Remove containers, guests, namespaces, images, configuration and data of *cloud*; return what it was."""
    engine = Podman(cloud)
    supervisor = supervisor_for(engine)
    containers: list[Step] = [
        (f"- container {name}", functools.partial(supervisor.remove, name)) for name in supervisor.containers(None)
    ]
    lines = _carry_out(containers, check)
    return lines + _carry_out([*_guests(), *_namespaces(), *_directories(), *_images(engine)], check)


def _carry_out(steps: list[Step], check: bool) -> list[str]:
    if not check:
        with ThreadPoolExecutor(max_workers=8) as pool:
            list(pool.map(lambda step: step[1](), steps))
    return [line for line, _act in steps]


def _guests() -> list[Step]:
    """Return the QEMU processes that Nova's libvirt started: their command line names an instance of Nova."""
    steps: list[Step] = []
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            with open(path, "rb") as file:
                arguments = file.read().split(b"\0")
        except OSError:
            continue
        names = [argument for argument in arguments if argument.startswith(b"guest=instance-")]
        if names:
            pid = int(path.split("/")[2])
            guest = names[0].decode()[len("guest=") :].split(",")[0]
            steps.append((f"- guest {guest}", functools.partial(os.kill, pid, signal.SIGKILL)))
    return steps


def _namespaces() -> list[Step]:
    return [
        (f"- network namespace {name}", functools.partial(_run, "ip", "netns", "delete", name))
        for name in map(os.path.basename, glob.glob(NAMESPACES))
    ]


def _directories() -> list[Step]:
    paths = [ROOT, RUNTIME_ROOT, DATA_ROOT]
    return [(f"- directory {path}", functools.partial(shutil.rmtree, path)) for path in paths if os.path.isdir(path)]


def _images(engine: Podman) -> list[Step]:
    if not engine.installed:
        return []
    names = [name for name in engine.image_names() if name.startswith(IMAGES)]
    return [("- images " + ", ".join(sorted(names)), lambda: engine.remove_images(names))] if names else []


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)
