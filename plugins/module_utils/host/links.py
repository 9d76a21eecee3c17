# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A host's interfaces as they are, and who else is on their networks. Reads, never changes."""

from __future__ import annotations

import ipaddress
import json
import socket
import struct
import time
from collections.abc import Iterator

from ansible_collections.stackwright.cloud.plugins.module_utils.host.system import output

ARP = 0x0806
BROADCAST = b"\xff" * 6
# Ethernet's header and an ARP packet of IPv4 (RFC 826).
FRAME = struct.Struct("!6s6sHHHBBH6s4s6s4s")
ANSWER_TIME = 1.0


def live() -> dict[str, dict]:
    """Return the interfaces by names, as `desired.host_network.unmet.Live` has them.

    `mac` is the card's own address, `current` the one that it speaks with.
    """
    return {
        link["ifname"]: {
            "mac": link.get("permaddr") or link.get("address"),
            "current": link.get("address"),
            "kind": link.get("linkinfo", {}).get("info_kind", "").replace("veth", ""),
            "state": link.get("operstate", "UNKNOWN"),
            "mtu": link.get("mtu"),
            "master": link.get("master"),
            "addresses": [address for address, _failed in _addresses(link)],
            "duplicates": [address for address, failed in _addresses(link) if failed],
        }
        for link in json.loads(output("ip", "-json", "-details", "address", "show") or "[]")
        if "ifname" in link
    }


def _addresses(link: dict) -> Iterator[tuple[str, bool]]:
    for item in link["addr_info"]:
        if "local" in item and item.get("scope") != "link":
            yield f"{item['local']}/{item['prefixlen']}", bool(item.get("dadfailed"))


def claimed(interface: str, mac: str, addresses: list[str]) -> dict[str, str]:
    """Return those of *addresses* (IPv4) that others on *interface* answer for, with their MACs (RFC 5227, 2.1)."""
    asked = {socket.inet_aton(address): address for address in addresses}
    own = bytes.fromhex(mac.replace(":", ""))
    found: dict[str, str] = {}
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ARP)) as wire:
        wire.bind((interface, ARP))
        for target in asked:
            wire.send(FRAME.pack(BROADCAST, own, ARP, 1, 0x0800, 6, 4, 1, own, bytes(4), bytes(6), target))
        for frame in _received(wire, time.monotonic() + ANSWER_TIME):
            sender, address = frame[8], asked.get(frame[9])
            if address and sender != own:
                found[address] = sender.hex(":")
            if len(found) == len(asked):
                break
    return found


def _received(wire: socket.socket, deadline: float) -> Iterator[tuple]:
    while (left := deadline - time.monotonic()) > 0:
        wire.settimeout(left)
        try:
            frame = wire.recv(1514)
        except socket.timeout:
            return
        if len(frame) >= FRAME.size:
            yield FRAME.unpack(frame[: FRAME.size])


def ipv4(addresses: list[str]) -> list[str]:
    """Return the IPv4 addresses of *addresses*, without their prefix lengths."""
    return [str(one.ip) for one in map(ipaddress.ip_interface, addresses) if one.version == 4]
