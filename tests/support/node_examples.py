# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Nodes for tests."""

from __future__ import annotations

from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.document import Document, merged

SECRETS = {"bmc": "correct horse", "rescue": "battery staple"}
IMAGES = {"debian": {"source": "http://192.0.2.1/debian.qcow2", "checksum": "sha256:" + "0" * 64}}
BMC = {"type": "redfish", "address": "https://192.0.2.10", "username": "admin", "secret": "bmc"}


def node(name: str = "web", **changes: Any) -> dict[str, Any]:
    """Return a node of a document."""
    return {"name": name, "bmc": BMC, "image": "debian", **changes}


def document(*nodes: dict[str, Any], **changes: Any) -> Document:
    """Return a checked document of *nodes*."""
    return merged([{"nodes": list(nodes), "images": IMAGES, **changes}], SECRETS)
