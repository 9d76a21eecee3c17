# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The files and directories of containers on a host.

Each specification has a directory of its own, named by the specification's digest, so that a container which is
put back after a failed replacement finds its files as they were.
"""

from __future__ import annotations

import hashlib
import os
import shutil

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.container import digest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.model import (
    Desired,
    Directory,
    Drift,
    File,
    Specification,
)

ROOT = "/etc/stackwright/containers"
HEALTHY = ".healthy"


class Files:
    """What lies below one root directory: `<container>/<digest>/<target path>`."""

    def __init__(self, root: str = ROOT):
        """Keep everything below *root*."""
        self.root = root

    def directory(self, specification: Specification) -> str:
        """Return the directory of the files of *specification*."""
        return os.path.join(self.root, specification["name"], digest(specification))

    def write(self, specification: Specification, contents: dict[str, str]) -> str:
        """Write every file of *specification* with its content and return their directory."""
        # Nobody but root gets as far as the files, so that no mode below can tell anything to anyone.
        os.makedirs(self.root, mode=0o700, exist_ok=True)
        directory = self.directory(specification)
        os.makedirs(directory, exist_ok=True)
        for item in specification["files"]:
            _write(directory + item["target"], contents[item["target"]], int(item["mode"], 8), item["gid"])
        return directory

    def read(self, specification: Specification | None, target: str) -> str:
        """Return the content on disk of file *target* of *specification*; empty when there is none."""
        if specification is None:
            return ""
        try:
            with open(self.directory(specification) + target, encoding="utf-8", errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def drift(self, desired: Desired) -> Drift | None:
        """Return how the disk differs from what *desired*, a desired container, says: reasons and files; or None."""
        specification = desired["specification"]
        directory = self.directory(specification)
        files = [item["target"] for item in specification["files"] if not _intact(directory + item["target"], item)]
        reasons = [f"file {target} was changed on disk" for target in files]
        reasons += [f"directory {d['path']} is missing" for d in desired["directories"] if not os.path.isdir(d["path"])]
        if not reasons and not os.path.exists(os.path.join(directory, HEALTHY)):
            reasons = ["it was never seen healthy"]
        return {"reasons": reasons, "files": files} if reasons else None

    def mark_healthy(self, specification: Specification, healthy: bool) -> None:
        """Record whether the container was seen healthy with *specification*."""
        mark = os.path.join(self.directory(specification), HEALTHY)
        if healthy:
            _write(mark, "", 0o600, 0)
        elif os.path.exists(mark):
            os.unlink(mark)

    def prune(self, name: str, keep: Specification | None) -> None:
        """Remove the files of container *name*, all but those of specification *keep*."""
        parent = os.path.join(self.root, name)
        kept = digest(keep) if keep else None
        for entry in os.listdir(parent) if os.path.isdir(parent) else []:
            if entry != kept:
                shutil.rmtree(os.path.join(parent, entry))
        if not keep and os.path.isdir(parent):
            os.rmdir(parent)


def make_directories(directories: list[Directory]) -> None:
    """Create the missing *directories* and give each that the container owns its owner and mode."""
    for directory in directories:
        existed = os.path.isdir(directory["path"])
        os.makedirs(directory["path"], exist_ok=True)
        if not existed or directory["owned"]:
            os.chown(directory["path"], directory["uid"], directory["gid"])
            os.chmod(directory["path"], int(directory["mode"], 8))


def _write(path: str, text: str, mode: int, gid: int) -> None:
    """Put *text* at *path* by rename, never readable by anyone else on the way."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    unfinished = path + ".new"
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        os.fchown(file.fileno(), 0, gid)
        os.fchmod(file.fileno(), mode)
    os.replace(unfinished, path)


def _intact(path: str, item: File) -> bool:
    try:
        with open(path, "rb") as file:
            status = os.fstat(file.fileno())
            same = hashlib.sha256(file.read()).hexdigest() == item["sha256"]
    except FileNotFoundError:
        return False
    return same and (status.st_mode & 0o7777, status.st_gid) == (int(item["mode"], 8), item["gid"])
