# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Validations against a real Ironic; what an inspection would have found is written into its nodes."""

from __future__ import annotations

from typing import Any

from ansible_collections.stackwright.cloud.plugins.plugin_utils.baremetal_validation import validated
from ansible_collections.stackwright.cloud.plugins.plugin_utils.resources import connected
from node_examples import SECRETS
from node_runs import NodeRuns, document, fake

MAC = "52:54:00:00:00:0a"
CARD = {"name": "eno1", "mac": MAC, "link": True, "switch": "leaf-2", "switch_port": "Ethernet7"}


def judged(runs: NodeRuns, *nodes: dict[str, Any]) -> dict[str, Any]:
    """Return the result of a task that validates *nodes*."""
    return validated(connected(runs.ironic.login), [document(*nodes)], SECRETS, [])


def find(runs: NodeRuns, name: str, **hardware: Any) -> None:
    """Let the node's inspection have found *hardware*."""
    node = runs.node(name)
    hardware = {"inspected": node["inspection_finished_at"], **hardware}
    change = {"op": "add", "path": "/extra/stackwright/hardware", "value": hardware}
    runs.ironic.request("PATCH", f"/nodes/{name}", json=[change])


def test_each_node_is_judged_and_nothing_is_changed(runs):
    planned = {"state": "manageable", "ports": [{"mac": MAC, "switch": "leaf-1", "switch_port": "Ethernet7"}]}
    right, wrong = fake("right", state="manageable", requires={"cpus": 2}), fake("wrong", **planned)
    runs.brought(right, wrong)
    find(runs, "right", cpus=4, disks=[{"name": "/dev/vda", "size": 2**40}])
    find(runs, "wrong", disks=[{"name": "/dev/vda", "size": 2**40}], interfaces=[CARD])
    before = [runs.node(name) for name in ("right", "wrong")]
    result = judged(runs, right, wrong, fake("new"))
    assert result["failed"]
    failing = {(one["node"], one["validation"]) for one in result["results"] if one["status"] == "fail"}
    assert failing == {("wrong", "neighbours"), ("new", "bmc")}
    assert "is plugged into leaf-2 Ethernet7, and not into leaf-1 Ethernet7" in result["msg"]
    assert result["summary"] == "19 pass, 2 fail"
    assert [runs.node(name) for name in ("right", "wrong")] == before


def test_bad_document_is_told(runs):
    assert "did you mean 'debian'?" in judged(runs, fake("web", image="debain"))["msg"]
