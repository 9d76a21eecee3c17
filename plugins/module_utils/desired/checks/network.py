# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Interfaces, addresses and networks: what a host's variables say against what it has.

``variables`` are a host's, templated; ``facts`` what ``stackwright.cloud.host_facts`` says of it.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.checks.fault import Fault, suggestion

Variables = Mapping[str, Any]
Facts = Mapping[str, Any]


def interface_faults(host: str, variables: Variables, facts: Facts) -> Iterator[Fault]:
    """Yield what is wrong with the host's own interface and addresses."""
    present = addresses_of(variables, facts)
    interface = variables.get("stackwright_interface")
    yield from _missing_interface(host, "stackwright_interface", interface, present)
    for name in ("stackwright_address", "stackwright_overlay_address"):
        value = variables.get(name)
        if value is None or (name != "stackwright_address" and value == variables.get("stackwright_address")):
            continue
        address = _address(value)
        if address is None:
            yield Fault(host, name, value, "that is no IP address")
        elif not any(address == own.ip for owns in present.values() for own in owns):
            usable = (own.ip for owns in present.values() for own in owns if not (own.is_loopback or own.is_link_local))
            here = ", ".join(str(address) for address in usable)
            yield Fault(host, name, value, "the host does not have this address", f"It has {here or 'none'}")
        elif name == "stackwright_address" and not _has(present, interface, address):
            yield Fault(host, name, value, f"it is not on {interface}, the host's stackwright_interface")


def _missing_interface(host: str, variable: str, interface: Any, present: Collection[str]) -> Iterator[Fault]:
    if interface is not None and interface not in present:
        remedy = suggestion(interface, [name for name in present if name != "lo"])
        yield Fault(host, variable, interface, "the host has no such interface", remedy)


def _has(present: Mapping[str, list[Any]], interface: Any, address: Any) -> bool:
    """Tell whether *interface* has *address*; one that is not there is a fault already."""
    return interface not in present or any(address == own.ip for own in present[interface])


def addresses_of(variables: Variables, facts: Facts) -> dict[str, list[Any]]:
    """Return the addresses of each interface that the host has, or that the cloud will make on it."""
    present = {
        name: [ipaddress.ip_interface(address) for address in link["addresses"]]
        for name, link in facts["interfaces"].items()
    }
    for _name, text, interface in _made_networks(variables):
        own = _interface(text)
        if own:
            present.setdefault(interface, []).append(own)
    return present


def duplicate_addresses(hosts: Mapping[str, Variables]) -> list[Fault]:
    """Return the hosts that have another's address."""
    owners: dict[str, str] = {}
    faults = []
    for host, variables in hosts.items():
        for name in ("stackwright_address", "stackwright_overlay_address"):
            value = variables.get(name)
            other = owners.setdefault(str(value), host)
            if value is not None and other != host:
                faults.append(Fault(host, name, value, f"{other} has the same address"))
    return faults


def shared_address_faults(host: str, variables: Variables, facts: Facts, owned: Mapping[str, str]) -> Iterator[Fault]:
    """Yield what is wrong with the load balancer's addresses, seen from a host of group ``control``.

    ``owned`` are the addresses that hosts of the cloud bind, each with its host.
    """
    present = addresses_of(variables, facts)
    if variables.get("stackwright_external_interface") != variables.get("stackwright_interface"):
        name = "stackwright_external_interface"
        yield from _missing_interface(host, name, variables.get(name), present)
    reached = [own.network for own in present.get(variables.get("stackwright_interface", ""), [])]
    for name in ("stackwright_vip_address", "stackwright_external_vip_address"):
        value = variables.get(name)
        if value is None or (name != "stackwright_vip_address" and value == variables.get("stackwright_vip_address")):
            continue
        address = _address(value)
        if address is None:
            yield Fault("", name, value, "that is no IP address")
        elif str(value) in owned:
            problem = f"it is the stackwright_address of {owned[str(value)]}"
            yield Fault(
                "", name, value, problem, "Choose an address of its own; services and load balancer share ports"
            )
        elif name == "stackwright_vip_address" and reached and not any(address in network for network in reached):
            networks = ", ".join(str(network) for network in reached)
            yield Fault(
                host, name, value, f"it is not in the network of {variables['stackwright_interface']}, {networks}"
            )


def taken_faults(addresses: Mapping[str, str], taken: Mapping[str, str], macs: set[str]) -> list[Fault]:
    """Return the load balancer's addresses that a stranger has.

    ``addresses`` are variables by address, ``taken`` the MAC that answers for each, ``macs`` those of our hosts.
    """
    return [
        Fault("", variable, address, f"another machine has it ({taken[address]})", "Choose a free one")
        for address, variable in addresses.items()
        if address in taken and taken[address] not in macs
    ]


def provider_faults(host: str, variables: Variables, facts: Facts) -> Iterator[Fault]:
    """Yield what is wrong with the host's provider networks and their bridges."""
    for network in variables.get("stackwright_provider_networks") or []:
        where, interface = f"stackwright_provider_networks.{network['name']}", network.get("interface")
        if len(network["bridge"]) > 15:
            yield Fault(host, f"{where}.bridge", network["bridge"], "an interface's name has at most 15 characters")
        if interface is None:
            continue
        yield from _missing_interface(host, f"{where}.interface", interface, facts["interfaces"])
        if interface == variables.get("stackwright_interface") or interface in _default_interfaces(facts):
            problem = "a bridge would swallow it, and the host would be cut off"
            yield Fault(
                host, f"{where}.interface", interface, problem, "Give the provider network an interface of its own"
            )


def overlap_faults(host: str, variables: Variables, facts: Facts) -> Iterator[Fault]:
    """Yield the networks that the cloud would make on the host and that are there already, or twice."""
    made = list(_made_networks(variables))
    for position, (name, text, interface) in enumerate(made):
        own = _interface(text)
        if own is None:
            yield Fault(host, name, text, "that is no address with a prefix length", "Like 10.224.0.11/24")
            continue
        for route in facts["routes"]:
            other = _network(route["destination"])
            if other and other.prefixlen and route["interface"] != interface and _overlap(own.network, other):
                problem = f"{own.network} overlaps with {other}, which the host reaches through {route['interface']}"
                yield Fault(host, name, text, problem, "Choose another network")
        for other_name, other_text, _interface_name in made[:position]:
            other_own = _interface(other_text)
            if other_own and _overlap(own.network, other_own.network):
                yield Fault(host, name, text, f"{own.network} overlaps with {other_name}, {other_own.network}")


def _made_networks(variables: Variables) -> Iterator[tuple[str, str, str]]:
    """Yield variable, address with prefix length and interface of each network that the cloud makes on the host."""
    bridge = variables.get("host_bridge")
    if bridge:
        yield "host_bridge.address", bridge["address"], bridge["name"]
    for network in variables.get("stackwright_provider_networks") or []:
        if network.get("address"):
            yield f"stackwright_provider_networks.{network['name']}.address", network["address"], network["bridge"]


def _default_interfaces(facts: Facts) -> set[str]:
    return {route["interface"] for route in facts["routes"] if route["destination"] in ("0.0.0.0/0", "::/0")}


def _overlap(one: Any, other: Any) -> bool:
    return one.version == other.version and one.overlaps(other)


def _address(value: Any) -> Any:
    try:
        return ipaddress.ip_address(str(value))
    except ValueError:
        return None


def _interface(value: Any) -> Any:
    try:
        return ipaddress.ip_interface(str(value)) if "/" in str(value) else None
    except ValueError:
        return None


def _network(value: Any) -> Any:
    try:
        return ipaddress.ip_network(str(value), strict=False)
    except ValueError:
        return None
