# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The directory of timelines: a file of JSON lines for each run, and the page made of it."""

from __future__ import annotations

import contextlib
import json
import os
import time
from typing import Any, TextIO

from ansible_collections.stackwright.cloud.plugins.plugin_utils.timeline.page import page
from ansible_collections.stackwright.cloud.plugins.plugin_utils.timeline.run import Run, TimelineError, read

SUFFIX = ".jsonl"


class Timeline:
    """The growing file of one run."""

    def __init__(self, directory: str, name: str) -> None:
        """Begin a file below *directory* whose name ends with *name*."""
        os.makedirs(directory, mode=0o700, exist_ok=True)
        self.directory = directory
        stem = f"{time.strftime('%Y-%m-%dT%H-%M-%S')}-{name}"
        self.path = os.path.join(directory, stem + SUFFIX)
        # Open for the whole run, and written line by line, so that a run that was killed has left all but nothing out.
        self._file: TextIO = open(self.path, "w", encoding="utf-8", buffering=1)  # noqa: SIM115

    def add(self, event: str, at: float, **facts: Any) -> None:
        """Record an *event* that happened *at* a time."""
        self._file.write(json.dumps({"event": event, "at": round(at, 4), **facts}) + "\n")

    def write_page(self) -> str:
        """Write the page of what has been recorded, compared with the run before, and return its path."""
        self._file.flush()
        run = load(self.path)
        path = self.path.removesuffix(SUFFIX) + ".html"
        with open(path, "w", encoding="utf-8") as file:
            file.write(page(run, previous(self.path, run.identity)))
        return path


def load(path: str) -> Run:
    """Return the run of the file at *path*; raise TimelineError."""
    with open(path, encoding="utf-8") as file:
        return read(file)


def previous(path: str, identity: str) -> Run | None:
    """Return the last finished run before the one at *path* that can be compared with it."""
    directory, name = os.path.split(path)
    for earlier in sorted(_names(directory), reverse=True):
        if earlier < name:
            with contextlib.suppress(TimelineError, OSError, KeyError):
                run = load(os.path.join(directory, earlier))
                if run.identity == identity and run.finished:
                    return run
    return None


def prune(directory: str, keep: int) -> None:
    """Remove all but the newest *keep* timelines of each playbook."""
    by_playbook: dict[str, list[str]] = {}
    for name in sorted(_names(directory), reverse=True):
        by_playbook.setdefault(name[len("YYYY-MM-DDTHH-MM-SS") :], []).append(name)
    for name in (name for names in by_playbook.values() for name in names[keep:]):
        for suffix in (SUFFIX, ".html"):
            with contextlib.suppress(OSError):
                os.unlink(os.path.join(directory, name.removesuffix(SUFFIX) + suffix))


def _names(directory: str) -> list[str]:
    return [name for name in os.listdir(directory or ".") if name.endswith(SUFFIX)]
