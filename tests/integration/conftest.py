# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Podman as role host sets it up, on machines that have had no cloud yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.host import engine_configuration
from ansible_collections.stackwright.cloud.plugins.module_utils.host import system


@pytest.fixture(scope="session", autouse=True)
def engine_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give podman the settings of a prepared host, and the machine's own files no say."""
    path: Path = tmp_path_factory.mktemp("containers") / "containers.conf"
    path.write_text(engine_configuration(system.gather()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONTAINERS_CONF", str(path))
        yield
