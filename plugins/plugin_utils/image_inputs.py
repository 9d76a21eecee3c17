# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What the images of a release are made of, read from the collection on the controller."""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from ansible.errors import AnsibleActionFail
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.definition import groups_of
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.image import (
    Artifact,
    Recipe,
    artifact_path,
    inputs_digest,
    reference,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.nearest import unknown_names
from ansible_collections.stackwright.cloud.plugins.plugin_utils.roles import COLLECTION, role_path

RELEASES = Path(COLLECTION, "releases")
BASE = "base"
BUILD = "build"  # not a family: the programs that builds call
GUEST = "guest"
# The families that carry something for use outside of containers: what, and how its name ends on a host.
ARTIFACTS = {"agent": ("/agent", ""), "debian": ("/debian", ""), GUEST: ("/guest.qcow2", ".qcow2")}


def references(release: str, pull: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the reference of every image family of *release*; *pull* as in recipes()."""
    return {family: recipe["reference"] for family, recipe in recipes(release, pull).items()}


def recipes(release: str, pull: Mapping[str, str] | None = None) -> dict[str, Recipe]:
    """Return how every image family of *release* is made.

    *pull* (family to a registry's reference) are the families that are not: their reference changes with that.
    """
    made = _recipes(release)
    faults = unknown_names(pull or {}, made, "images_pull")
    if faults:
        raise AnsibleActionFail("; ".join(faults))
    pulled = {
        family: reference(_version(release, family), family, inputs_digest({"": place}))
        for family, place in (pull or {}).items()
    }
    return {
        family: {**recipe, "reference": pulled[family]} if family in pulled else recipe
        for family, recipe in made.items()
    }


def families(definitions: Mapping[str, Mapping[str, Any]], groups: Collection[str] | None) -> list[str]:
    """Return the image families that the services' *definitions* use on hosts in *groups* (None: on any host).

    Those with a lock come first: their builds take longest, and the others fit beside them.
    """
    parts = [definition.get(kind, {}) for definition in definitions.values() for kind in ("containers", "jobs")]
    items = [item for part in parts for item in part.values()]
    mine = [item for item in items if groups is None or set(groups_of(item)) & set(groups)]
    found = {family for item in mine for family in (item["image"], *item.get("artifacts", {}))}
    return sorted(found, key=lambda family: (family not in _locked(), family))


def guest_image(release: str) -> str:
    """Return the path, on the host that builds images, of the small guest's disk image."""
    return artifact_path(references(release)[GUEST], ARTIFACTS[GUEST][1])


@functools.lru_cache
def release_facts(release: str) -> dict[str, Any]:
    """Return what releases/<release>/release.yml says; raise AnsibleActionFail for a release that is not known."""
    faults = unknown_names([release], [path.name for path in RELEASES.iterdir()], "stackwright_release")
    if faults:
        raise AnsibleActionFail("; ".join(faults))
    return dict(yaml.safe_load((RELEASES / release / "release.yml").read_text()))


@functools.lru_cache
def shared_files() -> dict[str, str]:
    """Return the programs that every build calls, and the table of users."""
    table = yaml.safe_load(Path(role_path("images", "vars", "main.yml")).read_text())["images_users"]
    users = "".join(f"{name} {number}\n" for name, number in table.items())
    return {**_texts(Path(role_path("images", "files", BUILD))), "users": users}


@functools.lru_cache
def _recipes(release: str) -> dict[str, Recipe]:
    suite = release_facts(release)["debian"]
    root = Path(role_path("images", "files"))
    base_digest = inputs_digest({**shared_files(), **_texts(root / BASE), "suite": suite})
    made = {BASE: _recipe(release, BASE, base_digest, None, _texts(root / BASE))}
    for family in sorted(set(os.listdir(root)) - {BASE, BUILD} - lacking(release, _locked())):
        files = {**_texts(root / family), **_lock(release, family)}
        made[family] = _recipe(release, family, inputs_digest(files, base_digest), BASE, files)
    return made


def lacking(release: str, families: Iterable[str]) -> set[str]:
    """Return those of *families* that have Python packages of a release, but none of *release*."""
    return {family for family in families if family in _locked() and not _lock(release, family)}


@functools.lru_cache
def _locked() -> frozenset[str]:
    """Return the families with pinned Python packages, which no two releases have in common."""
    return frozenset(path.stem for path in RELEASES.glob("*/*.lock"))


def _version(release: str, family: str) -> str:
    """Return what images of *family* are told apart by: the release, or where that is all the same, Debian's suite."""
    return release if family in _locked() else str(release_facts(release)["debian"])


def _recipe(release: str, family: str, digest: str, parent: str | None, files: dict[str, str]) -> Recipe:
    labels = {
        "org.opencontainers.image.title": f"stackwright {family}",
        "org.opencontainers.image.version": _version(release, family),
        "org.opencontainers.image.revision": digest,
    }
    for name, text in _lock(release, family).items():
        labels[f"io.stackwright.{name}"] = hashlib.sha256(text.encode()).hexdigest()
    name = reference(_version(release, family), family, digest)
    return {
        "reference": name,
        "parent": parent,
        "files": files,
        "labels": labels,
        "artifact": _artifact(family, name),
    }


def _artifact(family: str, name: str) -> Artifact | None:
    if family not in ARTIFACTS:
        return None
    source, suffix = ARTIFACTS[family]
    return {"source": source, "target": artifact_path(name, suffix)}


@functools.lru_cache
def _lock(release: str, family: str) -> dict[str, str]:
    """Return the family's pinned Python packages, the one input that differs from release to release.

    Releases that are all made of the same Debian share the images of all other families.
    """
    path = RELEASES / release / f"{family}.lock"
    return {path.name: path.read_text()} if path.exists() else {}


def _texts(directory: Path) -> dict[str, str]:
    return {str(path.relative_to(directory)): path.read_text() for path in directory.rglob("*") if path.is_file()}
