# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The virtual machines of one hypervisor or several, read in few calls."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.addresses import addresses
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import (
    HypervisorError,
    code,
    connection,
    explained,
    libvirt,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.domains import STATES
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.machines import Machine, machine
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import parse


def machines(uri: str, sources: list[str], agent_timeout: int) -> list[Machine]:
    """The machines of one hypervisor; HypervisorError where it is out of reach."""
    with connection(uri, readonly="agent" not in sources) as conn, explained():
        return _read(conn, uri, sources, agent_timeout)


def all_machines(uris: list[str], sources: list[str], agent_timeout: int) -> tuple[list[Machine], list[str]]:
    """The machines of all hypervisors, asked side by side, and what is wrong with those that do not answer."""
    found: list[Machine] = []
    faults: list[str] = []
    with ThreadPoolExecutor(max_workers=min(16, len(uris) or 1)) as pool:
        for future in [pool.submit(machines, uri, sources, agent_timeout) for uri in uris]:
            try:
                found += future.result()
            except HypervisorError as error:
                faults.append(str(error))
    return found, faults


def _read(conn: Any, uri: str, sources: list[str], agent_timeout: int) -> list[Machine]:
    stats = conn.getAllDomainStats(libvirt.VIR_DOMAIN_STATS_STATE)
    domains = [(domain, STATES[values["state.state"]]) for domain, values in stats]
    running = [domain for domain, state in domains if state != "shutoff"]
    known = addresses(conn, running, sources, agent_timeout)
    hypervisor = conn.getHostname()
    described = ((_description(domain), state) for domain, state in domains)
    return [machine(parse(text), state, hypervisor, uri, known) for text, state in described if text is not None]


def _description(domain: Any) -> str | None:
    """A domain's XML, None where it went away meanwhile."""
    try:
        return domain.XMLDesc()
    except libvirt.libvirtError as error:
        if code(error) != libvirt.VIR_ERR_NO_DOMAIN:
            raise
        return None
