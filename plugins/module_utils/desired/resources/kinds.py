# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""All kinds of resources, each after those that its key refers to."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.services import (
    addresses,
    catalogue,
    compute,
    identity,
    image,
    network,
    orchestration,
    ports,
    qos,
    quota,
    rbac,
    security,
    servers,
    volume,
)

_MODULES = (
    *(catalogue, identity, quota),
    *(addresses, security, qos, network, ports, rbac),
    *(image, volume, compute, servers, orchestration),
)
KINDS = {kind.name: kind for module in _MODULES for kind in module.KINDS}

# The services that have resources which a document can own.
SERVICES = tuple(dict.fromkeys(kind.service for kind in KINDS.values() if kind.owner))
