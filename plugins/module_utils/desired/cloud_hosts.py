# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Hosts that take servers, are emptied, or leave: what Nova and Neutron are to be asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Record:
    """What a *service* remembers of a host: where it is told to forget that, and what people call it."""

    service: str
    path: str
    label: str


def document(
    hosts: Iterable[str], services: Iterable[Mapping[str, Any]], state: str, options: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what `stackwright.cloud.resources` is to do with those *hosts* that have one of Nova's *services*.

    *state* is `enabled` or `drained`; *options* are the `reason` for the latter, and whether servers may be
    `cold` migrated and are evacuated because the host is `dead`.
    """
    present = {service["host"] for service in services}
    wanted: dict[str, Any] = {"status": "enabled"}
    if state == "drained":
        more = {"cold": options["cold"], "evacuate": options["dead"]}
        wanted = {"status": "disabled", "disabled_reason": options["reason"], "empty": True, **more}
    entries = [{"name": host, **wanted} for host in hosts if host in present]
    return {"compute_services": entries} if entries else {}


def alive(hosts: Collection[str], services: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return those of *hosts* that Nova hears from, by its *services*."""
    return sorted(service["host"] for service in services if service["host"] in hosts and service["state"] == "up")


def records(
    hosts: Collection[str], services: Iterable[Mapping[str, Any]], agents: Iterable[Mapping[str, Any]]
) -> list[Record]:
    """Return what is remembered of *hosts*, by Nova's *services* and Neutron's *agents*; Nova's first."""
    of_nova = [
        Record("compute", f"/os-services/{one['id']}", f"compute service {one['host']}")
        for one in services
        if one["host"] in hosts
    ]
    of_neutron = [
        Record("network", f"/agents/{one['id']}", f"network agent {one['host']} ({one['binary']})")
        for one in agents
        if one["host"] in hosts
    ]
    return of_nova + of_neutron
