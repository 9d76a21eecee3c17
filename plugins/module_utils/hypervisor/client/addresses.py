# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The IP addresses of running guests, from where libvirt can learn them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import libvirt
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.machines import Addresses, merged


def addresses(conn: Any, running: list[Any], sources: list[str], agent_timeout: int) -> Addresses:
    """IP addresses by MAC address; ``sources`` (lease, agent, arp) in the order of their weight.

    agent_timeout: seconds that one guest's agent has to answer.
    """
    ask: dict[str, Callable[[], Addresses]] = {
        "lease": lambda: _leases(conn, running),
        "agent": lambda: _of_agents(running, agent_timeout),
        "arp": lambda: merged(_of_domain(domain, libvirt.VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_ARP) for domain in running),
    }
    return merged(ask[source]() for source in sources)


def _leases(conn: Any, running: list[Any]) -> Addresses:
    """One call for each network, not for each guest; drivers without it are asked guest by guest."""
    known: Addresses = {}
    try:
        for network in conn.listAllNetworks(libvirt.VIR_CONNECT_LIST_NETWORKS_ACTIVE):
            for lease in network.DHCPLeases():
                known.setdefault(lease["mac"], []).append(lease["ipaddr"])
    except libvirt.libvirtError:
        source = libvirt.VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE
        return merged(_of_domain(domain, source) for domain in running)
    return known


def _of_agents(running: list[Any], timeout: int) -> Addresses:
    """Guests are asked side by side, so that those that do not answer keep the others waiting for little."""
    with ThreadPoolExecutor(max_workers=16) as pool:
        return merged(pool.map(lambda domain: _of_agent(domain, timeout), running))


def _of_agent(domain: Any, timeout: int) -> Addresses:
    """A guest without an agent knows nothing; one whose agent hangs is given up in time."""
    try:
        domain.agentSetResponseTimeout(timeout)
    except libvirt.libvirtError:
        return {}
    return _of_domain(domain, libvirt.VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT)


def _of_domain(domain: Any, source: int) -> Addresses:
    try:
        found = domain.interfaceAddresses(source)
    except libvirt.libvirtError:
        return {}
    return {
        nic["hwaddr"]: [address["addr"] for address in nic["addrs"] or []]
        for name, nic in found.items()
        if name != "lo" and nic["hwaddr"]
    }
