# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""All kinds of resources, each after those that its key refers to."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources import (
    compute,
    identity,
    image,
    network,
    quota,
    sharing,
    volume,
)

KINDS = {
    kind.name: kind
    for kinds in (
        identity.KINDS,
        quota.KINDS,
        sharing.POOLS,
        network.KINDS,
        sharing.CONNECTIONS,
        image.KINDS,
        volume.KINDS,
        compute.KINDS,
    )
    for kind in kinds
}

# The services that have resources which a document can own.
SERVICES = tuple(dict.fromkeys(kind.service for kind in KINDS.values() if kind.owner))
