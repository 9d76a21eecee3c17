# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The machine as role host prepares one, for the tests that come before any cloud."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.host import PACKAGES, engine_configuration
from ansible_collections.stackwright.cloud.plugins.module_utils.host import packages, system

ROLE = Path(__file__).resolve().parents[2] / "roles" / "host"


@pytest.fixture(scope="session", autouse=True)
def host_packages() -> None:
    """Install what a host that builds images needs."""
    family = system.gather()["distribution"]["family"]
    role = yaml.safe_load((ROLE / "vars" / "main.yml").read_text())
    wanted = [*PACKAGES[family], *role["host_builder_packages"]]
    lacking = set(wanted) - packages.installed(family, wanted)
    if lacking:
        packages.install(family, sorted(lacking))


@pytest.fixture(scope="session", autouse=True)
def engine_settings(host_packages: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give podman the settings of a prepared host, and the machine's own files no say."""
    path = tmp_path_factory.mktemp("containers") / "containers.conf"
    path.write_text(engine_configuration(system.gather()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONTAINERS_CONF", str(path))
        yield
