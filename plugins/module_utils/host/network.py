# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A host's network: interfaces, routes, name servers, and who holds which address. Reads, never changes."""

from __future__ import annotations

import ipaddress
import json
import socket
import time

from ansible_collections.stackwright.cloud.plugins.module_utils.host.system import output, read

ANSWER_TIME = 1.0


def _listing(*arguments: str) -> list[dict]:
    return json.loads(output("ip", "-json", *arguments) or "[]")


def interfaces() -> dict[str, dict]:
    """Return each interface's state, MAC, kind (as ip-link(8) has it) and addresses with prefix length, by name."""
    return {
        link["ifname"]: {
            "state": link.get("operstate", "UNKNOWN"),
            "mac": link.get("address"),
            "kind": link.get("linkinfo", {}).get("info_kind", ""),
            "addresses": [f"{item['local']}/{item['prefixlen']}" for item in link["addr_info"] if "local" in item],
        }
        for link in _listing("-details", "address", "show")
        if "ifname" in link
    }


def routes() -> list[dict[str, str]]:
    """Return the destinations of the main table, each with its interface; the default is 0.0.0.0/0 or ::/0."""
    found = []
    for family, everything in (("-4", "0.0.0.0/0"), ("-6", "::/0")):
        for route in _listing(family, "route", "show"):
            destination = everything if route["dst"] == "default" else route["dst"]
            found.append({"destination": destination, "interface": route.get("dev", "")})
    return found


def name_servers() -> list[str]:
    """Return the addresses that resolv.conf(5) names."""
    lines = (line.split() for line in (read("/etc/resolv.conf") or "").splitlines())
    return [words[1] for words in lines if len(words) > 1 and words[0] == "nameserver"]


def resolved(names: list[str]) -> dict[str, list[str]]:
    """Return the addresses of each of *names*; none for one that is not known."""
    return {name: _resolve(name) for name in names}


def _resolve(name: str) -> list[str]:
    try:
        return sorted({str(entry[4][0]) for entry in socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)})
    except OSError:
        return []


def taken(addresses: list[str], own: dict[str, dict]) -> list[dict[str, str]]:
    """Return those of *addresses* that another machine on a network of this host answers for, with its MAC.

    A datagram makes the kernel ask for the neighbour (ARP or neighbour discovery), which even a host that drops
    pings answers. *own* is what ``interfaces`` returns.
    """
    networks = [ipaddress.ip_interface(address) for link in own.values() for address in link["addresses"]]
    wanted = [address for address in addresses if _is_neighbour(address, networks)]
    for address in wanted:
        _ask(address)
    deadline = time.monotonic() + ANSWER_TIME
    found = _answered(wanted)
    while len(found) < len(wanted) and time.monotonic() < deadline:
        time.sleep(0.05)
        found = _answered(wanted)
    return found


def _is_neighbour(text: str, networks: list) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False  # preflight says so
    mine = any(address == network.ip for network in networks)
    return not mine and any(address in network.network for network in networks if not network.ip.is_loopback)


def _ask(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as datagram:
        datagram.settimeout(0)
        try:
            datagram.sendto(b"", (address, 9))
        except OSError:
            return


def _answered(addresses: list[str]) -> list[dict[str, str]]:
    if not addresses:
        return []
    neighbours = {entry["dst"]: entry["lladdr"] for entry in _listing("neighbour", "show") if "lladdr" in entry}
    return [{"address": address, "mac": neighbours[address]} for address in addresses if address in neighbours]
