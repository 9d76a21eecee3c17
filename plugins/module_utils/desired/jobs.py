# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Jobs that run once for a release, told by their marks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.model import Desired

# Beside the databases' data: the release whose jobs have been begun. A stopped cloud, and a database that lacks its
# server, tell it too.
SCHEMA_RELEASE = "/var/lib/stackwright/release"


def mark(job: Desired) -> str:
    """Return what is kept of a finished *job*: its image, command, user, and the files that it carries over."""
    specification = job["specification"]
    identity = [specification["image"], specification["command"], specification["user"]]
    identity += [item["sha256"] for item in specification["files"] if item["target"] in job["repeat_on"]]
    return hashlib.sha256(json.dumps(identity).encode()).hexdigest()


def pending(jobs: list[Desired], marks: Mapping[str, str]) -> list[Desired]:
    """Return those of the desired *jobs* whose mark is not among *marks*."""
    return [job for job in jobs if marks.get(job["specification"]["name"]) != mark(job)]
