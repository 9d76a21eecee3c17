# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What is wrong within a network's options, whatever the hypervisor has."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address, ip_interface

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.checks import malformed
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.network import FIELDS


def wrong(options: dict) -> Iterator[str]:
    """What is malformed, or contradicts itself, within a network's options."""
    faults = malformed(FIELDS, options)
    yield from faults or _contradictions(options)


def _contradictions(options: dict) -> Iterator[str]:
    if options.get("mode") == "bridge" and not (options.get("bridge") or options.get("device")):
        yield "mode bridge needs a bridge or a device"
    if options.get("mode") == "bridge" and options.get("addresses"):
        yield "mode bridge leaves addresses to the bridge's own network"
    for entry in options.get("addresses") or []:
        yield from _wrong_address(entry["address"])
        yield from _wrong_ranges(entry)
        yield from _wrong_hosts(entry)
    yield from _unreachable(options)


def _wrong_address(text: str) -> Iterator[str]:
    own, network = ip_interface(text), ip_interface(text).network
    if own.ip == network.network_address and network.num_addresses > 2:
        yield f"{own} is the whole network; give its bridge's address in it, such as {network[1]}/{network.prefixlen}"


def _wrong_ranges(entry: dict) -> Iterator[str]:
    network = ip_interface(entry["address"]).network
    for one in entry.get("dhcp_ranges") or []:
        start, end = ip_address(one["start"]), ip_address(one["end"])
        outside = [address for address in (start, end) if address not in network]
        yield from (f"{address} is outside the network {network}" for address in outside)
        if not outside and int(start) > int(end):
            yield f"the DHCP range from {start} ends before it starts, at {end}"


def _wrong_hosts(entry: dict) -> Iterator[str]:
    own = ip_interface(entry["address"])
    holders = {own.ip: "the bridge itself"}
    for host in entry.get("dhcp_hosts") or []:
        address = ip_address(host["ip"])
        if address not in own.network:
            yield f"{address} is outside the network {own.network}"
        if address in holders:
            yield f"the DHCP host {host['mac']} has the address {address} of {holders[address]}"
        holders.setdefault(address, f"the DHCP host {host['mac']}")


def _unreachable(options: dict) -> Iterator[str]:
    """Gateways of routes that are in no network of the bridge's, where those are given."""
    networks = [ip_interface(entry["address"]).network for entry in options.get("addresses") or []]
    for route in options.get("routes") or []:
        gateway = ip_address(route["gateway"])
        if networks and not any(gateway in network for network in networks):
            yield f"the gateway {gateway} to {route['address']} is in none of the bridge's networks"
