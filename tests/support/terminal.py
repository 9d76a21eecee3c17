# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A small terminal: it runs a command on a pseudo-terminal and keeps what stood on each line over time."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import termios
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

STYLE = re.compile(r"\x1b\[[0-9;]*m")
ERASE = "\x1b[K"


@dataclass(frozen=True)
class Session:
    """What a command left on the terminal, what stood for a time on its last line, and how it ended."""

    lines: list[str]
    bars: list[str]
    status: int


def run_in_terminal(
    command: Sequence[str],
    environment: Mapping[str, str],
    directory: Path,
    columns: int = 100,
    interrupt_on: Path | None = None,
) -> Session:
    """Run *command*; once the file *interrupt_on* is there, press Ctrl-C."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, cwd=directory, start_new_session=True
    ) as process:
        os.close(theirs)
        seen = ""
        while data := _read(ours):
            seen += data
            if interrupt_on and interrupt_on.exists():
                process.send_signal(signal.SIGINT)
                interrupt_on = None
    os.close(ours)
    return _session(seen, process.returncode)


def _read(terminal: int) -> str:
    """Return what comes next, nothing when the other end is closed."""
    try:
        return os.read(terminal, 65536).decode(errors="replace")
    except OSError:
        return ""


def _session(seen: str, status: int) -> Session:
    text = STYLE.sub("", seen)
    lines, bars = [], []
    for line in text.replace("\r\n", "\n").split("\n"):
        *erased, last = line.split(f"\r{ERASE}")
        bars += [drawn for drawn in erased if drawn.strip()]
        lines.append(last)
    return Session(lines, bars, status)
