# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A host's network as profiles of NetworkManager, in files of nm-settings-keyfile(5)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.network import Link, Network, links
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.host_network.parts import (
    mtus,
    of_whom,
    resolver,
    text,
)

DIRECTORY = "/etc/NetworkManager/system-connections"
PREFIX = "stackwright-"
# Of the profiles that fit a link, the one with the highest is brought up at boot (nm-settings(5)).
PRIORITY = 999
Section = tuple[str, dict[str, Any]]


def files(network: Network) -> dict[str, str]:
    """Return the files by their paths."""
    return {
        f"{DIRECTORY}/{PREFIX}{link['name']}.nmconnection": text(
            (name, options.items()) for name, options in _profile(network, link)
        )
        for link in links(network)
    }


def profiles(network: Network) -> list[str]:
    """Return the names of the profiles in the order to bring them up; a bond brings its members."""
    return [PREFIX + link["name"] for link in links(network) if of_whom(network, link["name"]) is None]


def external(listing: str) -> set[str]:
    """Return the links whose addresses no profile knows of, by what `nmcli --terse` says of devices and their states.

    NetworkManager takes such addresses away when it leaves a profile, so that nothing could bring them back.
    """
    states = (line.split(":", maxsplit=1) for line in listing.splitlines() if ":" in line)
    return {name for name, state in states if state == "connected (externally)"}


def _profile(network: Network, link: Link) -> Iterator[Section]:
    bond = of_whom(network, link["name"])
    yield (
        "connection",
        {
            "id": PREFIX + link["name"],
            "type": "bond" if "members" in link else "vlan" if "id" in link else "ethernet",
            "interface-name": link["name"],
            "autoconnect-priority": PRIORITY,
            "autoconnect-slaves": 1 if "members" in link else None,
            "master": bond,
            "slave-type": "bond" if bond else None,
        },
    )
    yield "ethernet", {"mac-address": link.get("mac"), "mtu": mtus(network).get(link["name"])}
    if "members" in link:
        policy = link.get("hash_policy")
        yield "bond", {"mode": link["mode"], "miimon": link["monitor"], "xmit_hash_policy": policy}
    if "id" in link:
        yield "vlan", {"id": link["id"], "parent": link["link"]}
    if bond is None:
        yield from (_addresses(network, link, version) for version in (4, 6))


def _addresses(network: Network, link: Link, version: int) -> Section:
    addresses = _of(version, link.get("addresses", []))
    servers, search = resolver(network, link["name"])
    routes = [f"{route['to']},{route['via']}" for route in link.get("routes", []) if _of(version, [route["via"]])]
    return f"ipv{version}", {
        "method": _method(link, version, bool(addresses)),
        **{f"address{number}": address for number, address in enumerate(addresses, 1)},
        "gateway": next(iter(_of(version, [link["gateway"]] if "gateway" in link else [])), None),
        "dns": _list(_of(version, servers)),
        "dns-search": _list(search) if addresses or version == 4 else None,
        **{f"route{number}": route for number, route in enumerate(routes, 1)},
    }


def _method(link: Link, version: int, has_addresses: bool) -> str:
    if version == 4 and link.get("dhcp"):
        return "auto"
    if has_addresses:
        return "manual"
    # As with the other managers, a link in use takes what routers announce.
    return "auto" if version == 6 and (link.get("dhcp") or link.get("addresses")) else "disabled"


def _of(version: int, addresses: Iterable[str]) -> list[str]:
    return [one for one in addresses if ipaddress.ip_interface(one).version == version]


def _list(values: list[str]) -> str | None:
    return "".join(f"{value};" for value in values) or None
