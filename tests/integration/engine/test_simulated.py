# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The images that simulated hosts share, against real podman; whole hosts are the matter of scenario `lab`."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.simulated import Lab

from .conftest import IMAGE, podman

PRESENT: dict[str, Any] = {
    "state": "present",
    "image": IMAGE,
    "authorized_key": "",
    "images": [IMAGE],
    "networks": [],
    "hosts": {},
}
ABSENT = {**PRESENT, "state": "absent"}
Bring = Callable[[dict[str, Any]], list[str]]


@pytest.fixture
def bring() -> Iterator[Bring]:
    """Bring a lab without hosts to the given options and return what was done; none is left."""
    lab = Lab("swtest")

    def to(options: dict[str, Any]) -> list[str]:
        changes = lab.changes(options)
        lab.carry_out(changes, options)
        return [change.as_line() for change in changes]

    to(ABSENT)
    yield to
    to(ABSENT)


def mounted(directory: Path) -> bool:
    return f" {directory}/" in Path("/proc/self/mounts").read_text()


def test_images_are_shared_once_and_nothing_stays_mounted(bring: Bring) -> None:
    assert bring(PRESENT) == ["create volume swtest-images", f"share image {IMAGE}"]
    store = Path(podman("volume", "inspect", "--format={{.Mountpoint}}", "swtest-images").strip())
    assert not mounted(store)
    assert bring(PRESENT) == []
    assert bring(ABSENT) == ["remove volume swtest-images"]
    assert not store.exists()


def test_images_go_although_podman_left_them_mounted(bring: Bring) -> None:
    bring(PRESENT)
    store = Path(podman("volume", "inspect", "--format={{.Mountpoint}}", "swtest-images").strip())
    # What podman does for a store of its own.
    subprocess.run(["mount", "--bind", store / "overlay", store / "overlay"], check=True)
    assert mounted(store)
    assert bring(ABSENT) == ["remove volume swtest-images"]
    assert not store.exists()
