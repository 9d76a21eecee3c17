# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a task of `baremetal_nodes` does against a real Ironic, without Ansible around it."""

from __future__ import annotations

from typing import Any

from ansible_collections.stackwright.cloud.plugins.plugin_utils.baremetal import bring
from ansible_collections.stackwright.cloud.plugins.plugin_utils.resources import connected
from node_examples import IMAGES, SECRETS
from standalone_ironic import StandaloneIronic

DEFAULTS = {
    "secrets": SECRETS,
    "nodes": [],
    "state": None,
    "action": None,
    "undeploy": False,
    "at_once": 50,
    "timeout": 60,
    "max_failures": None,
}


def fake(name: str, **changes: Any) -> dict[str, Any]:
    """Return a node of a document whose machine is of Ironic's type `fake-hardware`."""
    return {"name": name, "bmc": {"type": "fake", "username": "admin", "secret": "bmc"}, "image": "debian", **changes}


def document(*nodes: dict[str, Any]) -> dict[str, Any]:
    """Return a document of *nodes*."""
    return {"nodes": list(nodes), "images": IMAGES}


class NodeRuns:
    """Runs of documents against one Ironic, which keep what was reported of steps, as (node, step, end)."""

    def __init__(self, ironic: StandaloneIronic) -> None:
        self.ironic = ironic
        self.reports: list[tuple[str, str, str]] = []

    def bring(self, *nodes: dict[str, Any], check: bool = False, **options: Any) -> dict[str, Any]:
        """Return the result of a task whose document has *nodes*."""
        given = {**DEFAULTS, **options}
        return bring(connected(self.ironic.login), [document(*nodes)], given, check, self._report)

    def handed_back(self, name: str, **options: Any) -> dict[str, Any]:
        """Return the result of a task without a document, which says that the node *name* is to be available."""
        given = {**DEFAULTS, "nodes": [name], "state": "available", "undeploy": True, **options}
        return bring(connected(self.ironic.login), [], given, False, self._report)

    def brought(self, *nodes: dict[str, Any], **options: Any) -> dict[str, Any]:
        """Return the result of a task that must not fail."""
        result = self.bring(*nodes, **options)
        assert not result.get("failed"), result["msg"]
        return result

    def node(self, name: str) -> dict[str, Any]:
        """Return a node as Ironic itself tells of it."""
        return self.ironic.request("GET", f"/nodes/{name}")

    def states(self) -> dict[str, str]:
        """Return the provision states by node, as Ironic itself tells them."""
        return {node["name"]: node["provision_state"] for node in self.ironic.request("GET", "/nodes")["nodes"]}

    def _report(self, *told: str) -> None:
        self.reports.append(told)
