# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The collection's own images, for tests that run them."""

from __future__ import annotations

from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman_images import bring
from ansible_collections.stackwright.cloud.plugins.plugin_utils import image_inputs

RELEASE = "2026.1"


def build(*families: str) -> None:
    """Have the images of *families* on this machine."""
    request: dict[str, Any] = {
        "recipes": image_inputs.recipes(RELEASE),
        "families": list(families),
        "shared": image_inputs.shared_files(),
        "suite": image_inputs.release_facts(RELEASE)["debian"],
        "sources": {},
        "mirrors": {},
        "pull": {},
        "archives": {},
        "push": "",
    }
    bring(request)
