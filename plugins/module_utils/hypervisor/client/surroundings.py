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
    pools = {pool.name(): pool for pool in all_of(conn.listAllStoragePools)}
    paths = {name: parse(pool.XMLDesc()).findtext("target/path") for name, pool in pools.items()}
    return Surroundings(
        networks={network.name(): _port_groups(network) for network in all_of(conn.listAllNetworks)},
        pools={name: volume_names(pool) for name, pool in pools.items()},
        paths={name: path for name, path in paths.items() if path},
        domains={name: read_domain(parse(stored_config(domain))) for name, domain in domains.items()},
    )


def _port_groups(network: Any) -> set[str]:
    return {group.get("name", "") for group in parse(network.XMLDesc()).findall("portgroup")}


def volume_names(pool: Any) -> set[str] | None:
    """The names of a pool's volumes, None unless it is active."""
    return set(pool.listVolumes()) if pool.isActive() else None
