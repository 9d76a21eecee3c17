# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Jobs that run once for a release, told by their marks."""

from __future__ import annotations

import hashlib
import json


def mark(specification: dict) -> str:
    """Return what is kept of a finished job: its image, command and user; a changed file does not run it again."""
    identity = [specification["image"], specification["command"], specification["user"]]
    return hashlib.sha256(json.dumps(identity).encode()).hexdigest()


def pending(jobs: list[dict], marks: dict[str, str]) -> list[dict]:
    """Return those of the desired *jobs* whose mark is not among *marks*."""
    return [job for job in jobs if marks.get(job["specification"]["name"]) != mark(job["specification"])]
