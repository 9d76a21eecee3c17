# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""One run at a time changes a host."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import EngineError

DIRECTORY = "/run/lock"


@contextmanager
def host_lock(cloud: str) -> Iterator[None]:
    """Keep other runs from changing *cloud* on this host; raise EngineError when one is at it. A killed run lets go."""
    path = os.path.join(DIRECTORY, f"stackwright-{cloud}.lock")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(descriptor, cloud)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, cloud: str) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise EngineError(f"another run is changing cloud {cloud} on this host; wait until it has ended") from error
