# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Files on the controller that hold secrets: private from the first byte, replaced by rename."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress


def make_directory(path: str) -> None:
    """Make ``path`` and its parents, 0700 where they did not exist."""
    parent = os.path.dirname(path)
    if parent and not os.path.isdir(parent):
        make_directory(parent)
    with suppress(FileExistsError):
        os.mkdir(path, 0o700)


def write(path: str, data: bytes, mode: int = 0o600) -> None:
    """Put ``data`` at ``path`` by rename, so that a reader or a killed run never meets half a file."""
    descriptor, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix=f".{os.path.basename(path)}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.rename(temporary, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


@contextmanager
def lock(directory: str) -> Iterator[None]:
    """Hold ``directory`` for one writer, so that two runs at once never each generate a secret."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
