# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A stub cloud for each test, and what a task would do with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import stub_cloud
from runs import Runs
from stub_cloud import StubCloud


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch) -> None:
    """Keep tokens where no other test, and no cloud of the machine's owner, is."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def cloud() -> Iterator[StubCloud]:
    """An empty cloud."""
    with stub_cloud.running() as cloud:
        yield cloud


@pytest.fixture
def runs(cloud) -> Runs:
    """Runs against that cloud."""
    return Runs(stub_cloud.login(cloud))
