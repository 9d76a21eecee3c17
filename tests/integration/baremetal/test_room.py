# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""An Ironic that cleans one node at a time, and refuses any other meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
import standalone_ironic
from node_runs import NodeRuns, fake

# Longer than a request is tried again for.
HELD = 12  # seconds
SETTINGS = f"""
max_concurrent_clean = 1
[fake]
vendor_delay = {HELD}
"""
# More than Ironic is sent requests at a time.
MANY = [f"web-{number}" for number in range(9)]


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> Iterator[NodeRuns]:
    """Runs against that Ironic."""
    directory = tmp_path_factory.mktemp("ironic")
    with standalone_ironic.running(directory, settings=SETTINGS) as ironic:
        yield NodeRuns(ironic)


def quick(name: str, state: str = "active") -> dict[str, Any]:
    """Return a node that is not cleaned when it is undeployed."""
    return fake(name, state=state, clean="none")


def hold(runs: NodeRuns) -> None:
    """Have Ironic clean a node for HELD seconds."""
    runs.brought(fake("held", state="manageable"))
    step = {"interface": "vendor", "step": "log_passthrough"}
    runs.ironic.request("PUT", "/nodes/held/states/provision", json={"target": "clean", "clean_steps": [step]})
    while not runs.states()["held"].startswith("clean"):
        time.sleep(0.1)


def test_nodes_wait_until_there_is_room_and_keep_nobody_waiting(runs):
    runs.brought(*map(quick, MANY))
    hold(runs)
    leaving = [quick(name, "available") for name in MANY]
    runs.reports.clear()
    result = runs.brought(*leaving, quick("new"), undeploy=True)
    assert all(result["nodes"][name]["steps"] == ["undeploy"] for name in MANY)
    ends = [name for name, _step, end in runs.reports if end]
    assert ends[0] == "new"


def test_waiting_for_room_ends_when_time_is_over(runs):
    runs.brought(quick("late"))
    hold(runs)
    result = runs.bring(quick("late", "available"), undeploy=True, timeout=2)
    assert "late: undeploy (now active): Ironic had no room for it for 2 s, which `timeout` gives it: " in result["msg"]
    assert "max_concurrent_clean" in result["msg"]
