# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A host for the engine: real podman, with an image of a few kilobytes and a root of its own for files."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.container import desired_container
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.convergence import converge
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.files import Files
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import Podman
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.supervisor import supervisor_for

CLOUD = "swtest"
IMAGE = "localhost/swtest/busybox:1"
APPLETS = ("sh", "cat", "echo", "false", "httpd", "id", "ls", "mkdir", "nc", "sleep", "test", "touch", "true", "wc")
SLEEP = ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.1; done"]


def podman(*arguments: str, stdin: bytes | None = None) -> str:
    """Return the output of podman; fails the test if podman fails."""
    done = subprocess.run(["podman", *arguments], input=stdin, capture_output=True, check=False)
    assert done.returncode == 0, f"podman {arguments}: {done.stderr.decode()}"
    return done.stdout.decode()


def inspect(name: str) -> Any:
    """Return what podman knows of container *name*."""
    return json.loads(podman("inspect", "--type=container", name))[0]


class Host:
    """The machine as the engine sees it, with the files of containers below a directory of the test's own."""

    def __init__(self, root: Path):
        """Keep files below *root*."""
        self.root = root
        self.files = Files(str(root / "files"))
        self.supervisor = supervisor_for(Podman(CLOUD))

    @staticmethod
    def container(name: str, **definition: Any) -> dict[str, Any]:
        """Return desired container *name*, which sleeps and is healthy at once unless *definition* says otherwise."""
        whole = {"phase": "services", "image": "busybox", "user": "root", "command": SLEEP, "probe": {"exec": ["true"]}}
        service = definition.pop("service", "sleeping")
        users = {"root": 0, "nobody": 65534}
        definition = {"stop_timeout": 1, **whole, **definition}
        return dict(desired_container(name, service, definition, {"busybox": IMAGE}, users, "", _no_template))

    def converge(self, *containers: dict[str, Any], check: bool = False, **state: Any) -> dict[str, Any]:
        """Bring this host to *containers* and return the module's result."""
        whole = {"cloud": CLOUD, "phases": None, "services": None, "secrets": [], **state}
        # As a payload arrives: plain JSON.
        return converge(json.loads(json.dumps({**whole, "containers": containers})), check, self.files)

    def names(self) -> set[str]:
        """Return the names of the cloud's containers, running or not."""
        return set(podman("ps", "--all", f"--filter=label=stackwright.cloud={CLOUD}", "--format={{.Names}}").split())

    def snapshot(self) -> dict[str, Any]:
        """Return everything that a converge may change: containers with their starts, and files with their contents."""
        starts = {name: (inspect(name)["Id"], inspect(name)["State"]["StartedAt"]) for name in self.names()}
        paths = {
            str(path): (path.stat().st_mode, path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
            for path in sorted(self.root.rglob("*"))
        }
        return {"containers": starts, "paths": paths}


@pytest.fixture(scope="session", autouse=True)
def _image() -> Iterator[None]:
    """Make the image from the machine's own static busybox."""
    busybox = shutil.which("busybox")
    assert busybox, "the tests need a static busybox (Debian: busybox-static)"
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for directory in ("bin", "tmp", "srv", "data"):
            entry = tarfile.TarInfo(directory)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o1777
            tar.addfile(entry)
        tar.add(busybox, "bin/busybox")
        for applet in APPLETS:
            entry = tarfile.TarInfo(f"bin/{applet}")
            entry.type, entry.linkname = tarfile.SYMTYPE, "busybox"
            tar.addfile(entry)
    podman("import", "--change=ENV PATH=/bin", "-", IMAGE, stdin=archive.getvalue())
    yield
    podman("rmi", "--force", IMAGE)


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    """Give a host without containers, and leave none."""
    _remove_all()
    yield Host(tmp_path)
    _remove_all()


def _remove_all() -> None:
    supervisor = supervisor_for(Podman(CLOUD))
    for name in supervisor.containers(None):
        supervisor.remove(name)
    while names := podman("ps", "--all", "--filter=name=^swtest-", "--format={{.Names}}").split():
        # Not all at once, and again: one that keeps dying may be between two lives just then.
        subprocess.run(["podman", "rm", "--force", "--time=0", names[0]], capture_output=True, check=False)


def _no_template(template: str, target: str, variables: dict[str, Any]) -> str:
    raise AssertionError(f"{template} for {target}: the tests give contents, no templates")


# The tests change what belongs to root alone.
assert os.geteuid() == 0, "the tests of the engine need root"
