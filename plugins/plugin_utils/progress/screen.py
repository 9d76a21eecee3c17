# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The line at the bottom of a terminal, below whatever Ansible displays, brought up to date by a thread that sleeps."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import threading
from collections.abc import Callable
from typing import Any

ERASE = "\r\x1b[K"


class Ticker:
    """Calls a function in intervals while something runs, so that silence is not taken for an end."""

    def __init__(self, tick: Callable[[], None], interval: float) -> None:
        """Call *tick* every *interval* seconds, from `start` to `stop`."""
        self._tick = tick
        self._interval = interval
        self._over = threading.Event()
        self._over.set()

    @property
    def running(self) -> bool:
        """Whether it is between `start` and `stop`."""
        return not self._over.is_set()

    def start(self) -> None:
        """Begin, unless begun."""
        if not self.running:
            self._over = threading.Event()
            threading.Thread(target=self._run, args=[self._over], name="progress", daemon=True).start()

    def stop(self) -> None:
        """End; a tick that is under way still finishes."""
        self._over.set()

    def _run(self, over: threading.Event) -> None:
        while not over.wait(self._interval):
            self._tick()


class Screen:
    """A terminal whose last line is ours.

    All that Ansible displays passes through `Display.display`, which is the only way to know when to make room. Its
    lock is held while writing, for Ansible holds it too while it forks: no child is born with half a line.
    """

    def __init__(self, display: Any, render: Callable[[int], str]) -> None:
        """Draw what *render* returns for a width, below what *display* shows."""
        self._display = display
        self._show = display.display
        self._render = render
        self._drawn = False
        self._parent = os.getpid()
        self._ticker = Ticker(self.draw, 1.0)
        display.display = self._above
        atexit.register(self.stop)

    def start(self) -> None:
        """Draw the line from now on."""
        self._ticker.start()
        self.draw()

    def stop(self) -> None:
        """Leave the line to others, as to a prompt."""
        self._ticker.stop()
        if os.getpid() == self._parent:
            with self._display._lock:
                self._erase()
                sys.stdout.flush()

    def draw(self) -> None:
        """Draw the line as it is now."""
        if not self._ticker.running:
            return
        with self._display._lock:
            width = shutil.get_terminal_size().columns
            line = self._render(width - 1)
            # Before it is: an interruption may come as soon as the line stands there.
            self._drawn = True
            sys.stdout.write(ERASE + line)
            sys.stdout.flush()

    def _above(self, *arguments: Any, **keywords: Any) -> None:
        """Display what Ansible wants to, above the line."""
        if os.getpid() != self._parent:
            self._show(*arguments, **keywords)
            return
        with self._display._lock:
            self._erase()
            self._show(*arguments, **keywords)
            self.draw()

    def _erase(self) -> None:
        if self._drawn:
            sys.stdout.write(ERASE)
            self._drawn = False
