# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Images by what they are made of: references that change with the inputs, and the steps that a host lacks."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypedDict

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.entry import Entry

REPOSITORY = "localhost/stackwright"
TAG_DIGITS = 12
# Where a host has the files that images carry for use outside of containers' own file systems.
ARTIFACTS = "/var/lib/stackwright/images"
# The options of module and action `images`.
ARGUMENTS = {
    "families": {"type": "list", "elements": "str"},
    "all_hosts": {"type": "bool", "default": False},
    "source": {"type": "str", "choices": ["build", "archives", "registry", "host"], "default": "build"},
    "registry": {"type": "str"},
    "push": {"type": "str"},
    "archives": {"type": "path"},
    "pull": {"type": "dict", "default": {}},
    "mirrors": {"type": "dict", "default": {}, "options": {"main": {"type": "str"}, "security": {"type": "str"}}},
}


class Artifact(TypedDict):
    """A file or directory inside an image that a host needs outside of it."""

    source: str
    target: str


class Recipe(TypedDict):
    """How an image of one family is made."""

    reference: str
    parent: str | None  # the family it is made from
    files: dict[str, str]  # the build context: relative path to text
    labels: dict[str, str]
    artifact: Artifact | None


@dataclass(frozen=True)
class Step:
    """One thing to be done: `build`, `pull`, `load` or `push` an image, or `extract` the file that it carries."""

    action: str
    family: str
    subject: str  # the image's reference, its place in a registry, or the file's path

    def as_line(self) -> str:
        """Return the step as one line, like `+ build localhost/stackwright/ovn:trixie-0123456789ab`."""
        return f"+ {self.action} {self.subject}"

    def as_entry(self) -> Entry:
        """Return the step as plain data for a result."""
        kind = "file" if self.action == "extract" else "image"
        return {"action": self.action, "kind": kind, "name": self.subject, "reasons": []}


def inputs_digest(files: Mapping[str, str], parent: str = "") -> str:
    """Return the SHA-256 over an image's *files* (path to text) and *parent*, its parent's digest, in hexadecimal."""
    total = hashlib.sha256(parent.encode())
    for path, text in sorted(files.items()):
        for part in (path, text):
            total.update(b"%d:" % len(part.encode()) + part.encode())
    return total.hexdigest()


def reference(version: str, family: str, digest: str) -> str:
    """Return the name under which hosts know an image of *family*, *digest* being that of its inputs."""
    return f"{REPOSITORY}/{family}:{version}-{digest[:TAG_DIGITS]}"


def is_ours(name: str) -> bool:
    """Tell whether *name* is the reference of an image of ours on a host."""
    return name.startswith(f"{REPOSITORY}/")


def in_registry(registry: str, name: str) -> str:
    """Return where *registry* (host, port and path) has the image that hosts know by the reference *name*."""
    return f"{registry}/{name.rpartition('/')[2]}"


def artifact_path(name: str, suffix: str = "") -> str:
    """Return where a host has the file or directory that the image *name*, a reference, carries."""
    family, _colon, tag = name.rpartition("/")[2].partition(":")
    return f"{ARTIFACTS}/stackwright-{family}-{tag.rpartition('-')[2]}{suffix}"


def plan(
    recipes: Mapping[str, Recipe],
    wanted: Iterable[str],
    present: Collection[str],
    extracted: Collection[str],
    sources: Mapping[str, str],
) -> list[Step]:
    """Return the steps that a host lacks, parents first.

    *wanted* are families; *present* the references on the host; *extracted* the paths of artifacts that are there;
    *sources* say by family how an image comes: `build` (the default), `pull` or `load`.
    """
    steps: list[Step] = []
    for family in wanted:
        steps += [step for step in _steps(recipes, family, present, extracted, sources) if step not in steps]
    return steps


def _steps(
    recipes: Mapping[str, Recipe],
    family: str,
    present: Collection[str],
    extracted: Collection[str],
    sources: Mapping[str, str],
) -> list[Step]:
    recipe = recipes[family]
    action = sources.get(family, "build")
    steps = []
    if recipe["reference"] not in present:
        if action == "build" and recipe["parent"]:
            steps += _steps(recipes, recipe["parent"], present, extracted, sources)
        steps.append(Step(action, family, recipe["reference"]))
    artifact = recipe["artifact"]
    if artifact and artifact["target"] not in extracted:
        steps.append(Step("extract", family, artifact["target"]))
    return steps
