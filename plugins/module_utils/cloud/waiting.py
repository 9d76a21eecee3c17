# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Waiting for what a service does in its own time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import ApiError, CloudError

PATIENCE = 900
# Seconds between looks: soon at first, for what takes no time.
FIRST_LOOK, LAST_LOOK = 0.2, 2.0


def wait_until(what: str, look: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """Return the first true value of *look*; raise CloudError when there is none in *patience* seconds.

    The error names *what* was waited for.
    """
    end, pause = time.monotonic() + patience, FIRST_LOOK
    while True:
        if value := look():
            return value
        if time.monotonic() > end:
            raise CloudError(f"it is not {what} after {patience} s")
        time.sleep(pause)
        pause = min(pause * 1.5, LAST_LOOK)


def is_gone(read: Callable[[], Any]) -> bool:
    """Return whether *read* finds nothing."""
    try:
        read()
    except ApiError as error:
        if error.status == 404:
            return True
        raise
    return False
