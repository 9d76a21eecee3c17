# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The plan of a whole cloud, all of it plain JSON; docs/plan.schema.json says the same to other programs."""

from __future__ import annotations

from typing import Any, TypedDict

FORMAT = 1
# The host of what belongs to no single one: secrets, certificates, databases, the catalogue.
CLOUD = ""


class Diff(TypedDict):
    """A file that changes: which, and a unified diff without secrets."""

    file: str
    text: str


class _Change(TypedDict):
    host: str  # CLOUD for what belongs to no single host
    action: str
    kind: str
    name: str
    reasons: list[str]


class Change(_Change, total=False):
    """One thing that a run would do; the keys below are there where they mean something."""

    service: str
    options: list[dict[str, Any]]  # options of INI files: file, section, option, before, after
    specification: str  # digest of all that a container is to be
    fields: dict[str, Any]  # of a resource: before and after by name
    diff: list[Diff]


class Unknown(TypedDict):
    """What could not be known of a host or the cloud, and why."""

    host: str
    what: str
    why: str


class Plan(TypedDict):
    """All that a run would do."""

    format: int
    cloud: str
    release: str
    made: str  # when, in UTC
    hosts: list[str]
    changes: list[Change]
    unknown: list[Unknown]
