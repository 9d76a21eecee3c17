# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Servers of the tests: booted with what they need around them, watched, and removed."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def wait_for(condition: Callable[[], Any], seconds: float, message: str) -> Any:
    """Return the first true value of *condition*; fail with *message* after *seconds*."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(1)
    raise AssertionError(f"{message} within {seconds} s")


def answers(address: str, port: int = 22) -> bool:
    """Tell whether something accepts connections at *address*, *port*."""
    try:
        with socket.create_connection((address, port), timeout=2):
            return True
    except OSError:
        return False


def run_over_ssh(address: str, key: Path, command: str) -> str:
    """Return what *command* prints on the guest at *address*, as root with the private *key*; nothing if it fails."""
    options = ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR"]
    arguments = ["ssh", *options, "-o", "ConnectTimeout=10", "-i", str(key), f"root@{address}", command]
    return subprocess.run(arguments, check=False, capture_output=True, text=True, timeout=30).stdout.strip()
