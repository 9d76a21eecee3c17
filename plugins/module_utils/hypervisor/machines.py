# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A hypervisor's virtual machines as inventory hosts."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.domain import FIELDS
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.schema import read

# Of a domain's many options, those that choose or describe a host.
_SHOWN = ("name", "uuid", "title", "description", "tags", "type", "arch", "machine", "vcpus_max", "vcpus", "memory")
SHOWN = {name: FIELDS[name] for name in (*_SHOWN, "interfaces")}

# MAC address -> IP addresses, as one source knows them
Addresses = dict[str, list[str]]


@dataclass
class Machine:
    """One domain, as data that can be cached."""

    name: str
    uuid: str
    hypervisor: str
    uri: str
    state: str
    title: str = ""
    description: str = ""
    tags: dict = field(default_factory=dict)
    type: str = ""
    arch: str = ""
    machine: str = ""
    vcpus: int = 1
    memory: int = 0
    interfaces: list = field(default_factory=list)
    addresses: list = field(default_factory=list)

    def variables(self) -> dict[str, Any]:
        """The host variables, each named ``libvirt_...``."""
        return {f"libvirt_{name}": value for name, value in vars(self).items()}


def machine(element: Element, state: str, hypervisor: str, uri: str, known: Addresses) -> Machine:
    """The machine of a domain's XML, with the addresses that are known of its interfaces."""
    found = read(SHOWN, element)
    most = found.pop("vcpus_max", 1)
    interfaces = [_interface(nic, known) for nic in found.pop("interfaces", [])]
    return Machine(
        **{"vcpus": most, **found},
        hypervisor=hypervisor,
        uri=uri,
        state=state,
        interfaces=interfaces,
        addresses=[address for nic in interfaces for address in nic["addresses"]],
    )


def _interface(nic: dict, known: Addresses) -> dict:
    shown = {
        name: nic[name] for name in ("mac", "network", "bridge", "direct", "model", "vlan", "target") if name in nic
    }
    return {**shown, "addresses": known.get(nic.get("mac", ""), [])}


def reachable(machine: Machine, networks: Iterable[str]) -> str | None:
    """The address to connect to: one in the first of the networks that has any, else the first of IPv4, else any."""
    addresses = [address for address in map(ipaddress.ip_address, machine.addresses) if not address.is_link_local]
    for network in map(ipaddress.ip_network, networks):
        for address in addresses:
            if address in network:
                return str(address)
    return next(map(str, sorted(addresses, key=lambda address: address.version)), None)


def merged(sources: Iterable[Addresses]) -> Addresses:
    """What several sources know; for each interface, the first that knows anything."""
    known: Addresses = {}
    for source in sources:
        for mac, addresses in source.items():
            if addresses:
                known.setdefault(mac.lower(), addresses)
    return known
