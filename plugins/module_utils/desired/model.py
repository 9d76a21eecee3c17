# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The data that the engine's parts hand to each other, all of it plain JSON."""

from __future__ import annotations

from typing import Any, TypedDict

# What a role, a variable or a template says before it is checked.
Data = dict[str, Any]


class File(TypedDict):
    """A file of a container, mounted read-only; its content stands in it as a hash."""

    target: str
    sha256: str
    mode: str  # octal digits
    gid: int
    hidden: bool  # never shown, not even redacted


class Volume(TypedDict):
    """A directory of the host in a container."""

    source: str
    target: str
    options: list[str]


class Prepare(TypedDict):
    """A command to run once, before a container's first start; *creates* is the path that it makes last."""

    command: list[str]
    creates: str


class Specification(TypedDict):
    """All that identifies a container, without a secret; another one means another container."""

    name: str
    service: str
    phase: str | None
    image: str
    command: list[str]
    user: str  # uid:gid
    groups: list[int]
    environment: dict[str, str]
    files: list[File]
    volumes: list[Volume]
    privileged: bool
    capabilities: list[str]
    devices: list[str]
    tmpfs: list[str]
    limits: dict[str, str]
    namespaces: dict[str, str]
    stop_timeout: int  # seconds
    prepare: Prepare | None
    setup: list[list[str]]


class Directory(TypedDict):
    """A directory of the host; one that is not *owned* is only made where it is missing."""

    path: str
    uid: int
    gid: int
    mode: str  # octal digits
    owned: bool


class Desired(TypedDict):
    """A container or job as it should be: its specification, and what carries it out."""

    specification: Specification
    contents: dict[str, str]
    directories: list[Directory]
    probe: Data
    needs: list[str]
    repeat_on: list[str]  # of a job, the targets of files which make it run again when they change


class Found(TypedDict):
    """A container as it is; its specification is None when its label cannot be read."""

    name: str
    phase: str | None
    specification: Specification | None
    state: str
    running: bool


class Drift(TypedDict):
    """How the disk differs from a specification: phrases for people, and the targets of the files."""

    reasons: list[str]
    files: list[str]


class State(TypedDict):
    """What a host should run, as `converge` gets it; no *phases* or no *services* means all."""

    cloud: str
    phases: list[str] | None
    services: list[str] | None
    containers: list[Desired]
    secrets: list[str]
