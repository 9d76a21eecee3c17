# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Services of an undercloud on this machine: their containers as the roles render them, on real podman."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.convergence import converge
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.files import Files
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import Podman
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.supervisor import supervisor_for
from images import build
from rendered import rendered

CLOUD = "swtest-services"
Deploy = Callable[..., dict[str, Any]]


@pytest.fixture
def deploy(tmp_path: Path) -> Iterator[Deploy]:
    """Deploy a service whose address is on the loopback, and return the result; it goes in the end."""
    files = Files(str(tmp_path / "files"))

    def deployed(service: str, address: str, **variables: Any) -> dict[str, Any]:
        build(service)
        given = {"stackwright_services": [service], "stackwright_address": address, **variables}
        containers = list(rendered(tmp_path, ["one"], **given).values())
        state = {"cloud": CLOUD, "phases": None, "services": None, "secrets": [], "containers": containers}
        # As a payload arrives: plain JSON.
        result = converge(json.loads(json.dumps(state)), False, files)
        assert "failed" not in result, result["msg"]
        return result

    yield deployed
    supervisor = supervisor_for(Podman(CLOUD))
    for name in supervisor.containers(None):
        supervisor.remove(name)
