# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a host is and has, in one look."""

from __future__ import annotations

import time
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.image import ARTIFACTS, is_ours
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.jobs import SCHEMA_RELEASE
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman_arguments import LABEL_CLOUD
from ansible_collections.stackwright.cloud.plugins.module_utils.host import (
    listeners,
    mirrors,
    network,
    system,
    virtualization,
)


def gather(options: dict[str, Any]) -> dict[str, Any]:
    """Return the facts as a module's result; *options* are those of `stackwright.cloud.host_facts`."""
    interfaces, images, probed = network.interfaces(), system.images(), virtualization.recorded()
    host = {
        **system.gather(),
        "interfaces": interfaces,
        "routes": network.routes(),
        "name_servers": network.name_servers(),
        "listeners": listeners.listeners(LABEL_CLOUD),
        "taken": network.taken(options["ask_addresses"], interfaces),
        "resolved": network.resolved(options["resolve"]),
        "images": images,
        "image_files": system.files(ARTIFACTS),
        "schema_release": system.read(SCHEMA_RELEASE),
        "virtualization": probed,
        "debian_mirrors": mirrors.debian_mirrors() if options["debian_mirrors"] else {},
        "mirrors": mirrors.unreachable() if options["mirrors"] and not any(map(is_ours, images)) else [],
        "epoch": time.time(),
    }
    answer = probed["answer"] if probed else "qemu"
    return {"ansible_facts": {"stackwright_host": host, "stackwright_probed_virtualization": answer}}
