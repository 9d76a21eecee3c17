# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a hypervisor has, as the options that would make it."""

from __future__ import annotations

from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor import network, pool
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.capabilities import offers
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.addresses import addresses
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import libvirt, stored_xml
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.domains import state
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.volumes import read_volume
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.domain import read_domain
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.machines import Addresses
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.schema import read
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import parse


def host(conn: Any) -> dict:
    """The host itself; memory in bytes."""
    arch, memory, cpus, *_rest = conn.getInfo()
    return {
        "hostname": conn.getHostname(),
        "driver": conn.getType(),
        "libvirt_version": _version(conn.getLibVersion()),
        "hypervisor_version": _version(conn.getVersion()),
        "arch": arch,
        "cpus": cpus,
        "memory": memory * 1024**2,
        "types": sorted({one.type for one in offers(conn.getCapabilities())}),
    }


def domains(conn: Any) -> list[dict]:
    known = addresses(conn, conn.listAllDomains(libvirt.VIR_CONNECT_LIST_DOMAINS_ACTIVE), ["lease"], agent_timeout=0)
    return [_domain(domain, known) for domain in conn.listAllDomains()]


def networks(conn: Any) -> list[dict]:
    return [
        {
            **read(network.FIELDS, parse(stored_xml(one, "VIR_NETWORK_XML_INACTIVE"))),
            **_started(one),
            "leases": _leases(one),
        }
        for one in conn.listAllNetworks()
    ]


def pools(conn: Any) -> list[dict]:
    return [_pool(one) for one in conn.listAllStoragePools()]


def volumes(conn: Any) -> list[dict]:
    active = [one for one in conn.listAllStoragePools() if one.isActive()]
    return [{**read_volume(volume), "pool": one.name()} for one in active for volume in one.listAllVolumes()]


GATHER = {"host": host, "domains": domains, "networks": networks, "pools": pools, "volumes": volumes}


def _domain(domain: Any, known: Addresses) -> dict:
    options = read_domain(parse(domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE)))
    macs = [nic.get("mac", "") for nic in options.get("interfaces", [])]
    return {
        **options,
        "addresses": [address for mac in macs for address in known.get(mac, [])],
        "state": state(domain),
        "autostart": bool(domain.isPersistent() and domain.autostart()),
        "snapshots": domain.snapshotListNames(),
    }


def _pool(one: Any) -> dict:
    _state, capacity, allocation, available = one.info()
    return {
        **read(pool.FIELDS, parse(stored_xml(one, "VIR_STORAGE_XML_INACTIVE"))),
        **_started(one),
        "capacity": capacity,
        "allocation": allocation,
        "available": available,
    }


def _started(thing: Any) -> dict:
    return {
        "state": "active" if thing.isActive() else "inactive",
        "autostart": bool(thing.isPersistent() and thing.autostart()),
    }


def _leases(one: Any) -> list[dict]:
    """The leases, none where the driver keeps none."""
    try:
        found = one.DHCPLeases() if one.isActive() else []
    except libvirt.libvirtError:
        return []
    return [{"mac": lease["mac"], "ip": lease["ipaddr"], "hostname": lease["hostname"]} for lease in found]


def _version(number: int) -> str:
    """Libvirt's number 11003000 as 11.3.0."""
    return f"{number // 1000000}.{number // 1000 % 1000}.{number % 1000}"
