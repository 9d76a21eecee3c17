# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A hypervisor's networks, pools, volumes and domains, as what other things refer to."""

from __future__ import annotations

from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import all_of
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.domains import stored_config
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.domain import read_domain
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.surroundings import Surroundings
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import parse


def surroundings(conn: Any, domains: dict[str, Any]) -> Surroundings:
    """What there is for the domains to refer to, and what each domain has."""
    return Surroundings(
        networks={network.name() for network in all_of(conn.listAllNetworks)},
        pools={pool.name(): volume_names(pool) for pool in all_of(conn.listAllStoragePools)},
        domains={name: read_domain(parse(stored_config(domain))) for name, domain in domains.items()},
    )


def volume_names(pool: Any) -> set[str] | None:
    """The names of a pool's volumes, None unless it is active."""
    return set(pool.listVolumes()) if pool.isActive() else None
