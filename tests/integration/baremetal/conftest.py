# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""One Ironic for all tests, empty for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import standalone_ironic
from node_runs import NodeRuns
from standalone_ironic import StandaloneIronic


@pytest.fixture(scope="session")
def standalone(tmp_path_factory) -> Iterator[StandaloneIronic]:
    """An Ironic that runs."""
    with standalone_ironic.running(tmp_path_factory.mktemp("ironic"), "http_basic") as ironic:
        yield ironic


@pytest.fixture
def ironic(standalone) -> Iterator[StandaloneIronic]:
    """That Ironic, without nodes."""
    yield standalone
    for node in standalone.request("GET", "/nodes")["nodes"]:
        standalone.request("PUT", f"/nodes/{node['uuid']}/maintenance", json={})
        standalone.request("DELETE", f"/nodes/{node['uuid']}")


@pytest.fixture
def runs(ironic) -> NodeRuns:
    """Runs against that Ironic."""
    return NodeRuns(ironic)
