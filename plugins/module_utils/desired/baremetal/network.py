# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The network of a host: what is wrong with it, and what a config drive says of it.

A network is a mapping as `fields.NETWORK` describes it.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Any

Network = Mapping[str, Any]
Link = Mapping[str, Any]
# Of IPv6; Linux gives up on it on a link with less (RFC 8200, 5).
LEAST_IPV6_MTU = 1280
LONGEST_NAME = 15  # Linux, IFNAMSIZ
USUAL_MTU = 1500


def links(network: Network) -> list[Link]:
    """Return the interfaces, bonds and VLANs of *network*."""
    return [
        link for kind in ("interfaces", "bonds", "vlans") for link in network.get(kind, []) if isinstance(link, dict)
    ]


def first_address(network: Network) -> str | None:
    """Return where the host is reached: the first address of what has the gateway, else of all."""
    candidates = sorted(links(network), key=lambda link: "gateway" not in link)
    return next((str(one).split("/", maxsplit=1)[0] for link in candidates for one in link.get("addresses", [])), None)


def faults(network: Network, where: str) -> list[str]:
    """Return what is wrong with a *network* whose values have the right form, as sentences."""
    named = {str(link.get("name")): link for link in links(network)}
    found = [*_name_faults(network, where), *_membership_faults(network, named, where)]
    for name, link in named.items():
        found += _address_faults(link, f"{where} ({name})")
    found += _gateway_faults(network, where)
    return found


def _name_faults(network: Network, where: str) -> Iterator[str]:
    seen: set[str] = set()
    for link in links(network):
        name = str(link.get("name", ""))
        if name in seen:
            yield f"{where} has {name!r} twice"
        seen.add(name)
        if len(name) > LONGEST_NAME or any(sign in name for sign in "/: ") or name in ("lo", ".", ".."):
            yield f"{where} calls a link {name!r}; Linux takes up to {LONGEST_NAME} characters without blank, / and :"


def _membership_faults(network: Network, named: Mapping[str, Link], where: str) -> Iterator[str]:
    cards = {card.get("name"): card for card in network.get("interfaces", [])}
    owners: dict[str, str] = {}
    for bond in network.get("bonds", []):
        for member in bond.get("members", []):
            card = cards.get(member)
            if card is None:
                yield f"{where}: bond {bond.get('name')} has the member {member!r}, which is not among the interfaces"
                continue
            first = owners.setdefault(member, bond.get("name"))
            if first != bond.get("name"):
                yield f"{where}: {member} is a member of {first} and of {bond.get('name')}"
            if card.get("addresses") or card.get("dhcp") or card.get("gateway"):
                yield f"{where}: {member} is a member of bond {bond.get('name')}; addresses belong to the bond"
            if card.get("mtu", bond.get("mtu", USUAL_MTU)) != bond.get("mtu", USUAL_MTU):
                yield f"{where}: {member} and its bond {bond.get('name')} have different MTUs; leave the member's out"
    tags: dict[tuple, str] = {}
    for vlan in network.get("vlans", []):
        yield from _vlan_faults(vlan, named, owners, where)
        first = tags.setdefault((vlan.get("link"), vlan.get("id")), vlan.get("name"))
        if first != vlan.get("name"):
            yield f"{where}: {vlan.get('name')} and {first} are both VLAN {vlan.get('id')} of {vlan.get('link')}"


def _vlan_faults(vlan: Link, named: Mapping[str, Link], members: Mapping[str, str], where: str) -> Iterator[str]:
    name, below = vlan.get("name"), named.get(str(vlan.get("link")))
    if below is None or "id" in below:
        yield f"{where}: VLAN {name} is on {vlan.get('link')!r}, which is no interface or bond of the node"
        return
    if vlan["link"] in members:
        yield f"{where}: VLAN {name} is on {vlan['link']}, a member of bond {members[vlan['link']]}; put it on the bond"
    if vlan.get("mtu", USUAL_MTU) > below.get("mtu", USUAL_MTU):
        problem = (
            f"has an MTU of {vlan.get('mtu', USUAL_MTU)}, and {vlan['link']} below it {below.get('mtu', USUAL_MTU)}"
        )
        yield f"{where}: VLAN {name} {problem}; it cannot be larger"


def _address_faults(link: Link, where: str) -> Iterator[str]:
    own = [one for one in map(_interface, link.get("addresses", [])) if one]
    for one in own:
        if one.version == 4 and one.network.prefixlen < 31 and one.ip in (one.network[0], one.network[-1]):
            yield f"{where} has {one}, which is the network's own or its broadcast address"
    if any(one.version == 6 for one in own) and link.get("mtu", USUAL_MTU) < LEAST_IPV6_MTU:
        yield f"{where} has an IPv6 address and an MTU of {link['mtu']}; IPv6 needs {LEAST_IPV6_MTU}"
    hops = [("gateway", link["gateway"])] if "gateway" in link else []
    hops += [(f"route to {route.get('to')}", route.get("via")) for route in link.get("routes", [])]
    for what, via in hops:
        address = _address(via)
        if address and any(address == one.ip for one in own):
            yield f"{where}: the {what} is by {via}, which is the host itself"
        elif address and not link.get("dhcp") and not any(address in one.network for one in own):
            here = ", ".join(str(one) for one in own) or "none"
            yield f"{where}: the {what} is by {via}, which is in no network of the link (its addresses: {here})"


def _gateway_faults(network: Network, where: str) -> Iterator[str]:
    for version in (4, 6):
        owners = [
            str(link.get("name"))
            for link in links(network)
            for address in [_address(link.get("gateway"))]
            if address and address.version == version
        ]
        if len(owners) > 1:
            yield f"{where} has {len(owners)} default gateways of IPv{version}: of {', '.join(owners)}; leave one"


def _interface(text: Any) -> Any:
    try:
        return ipaddress.ip_interface(text)
    except ValueError:
        return None  # its form is told already


def _address(text: Any) -> Any:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def network_data(network: Network) -> dict[str, Any]:
    """Return *network* as a config drive and Ironic's agent read it (OpenStack's `network_data.json`)."""
    mtus = {link["name"]: link["mtu"] for link in links(network) if "mtu" in link}
    for bond in network.get("bonds", []):
        mtus.update({member: bond["mtu"] for member in bond["members"] if "mtu" in bond})
    cards = {card["name"]: card["mac"] for card in network.get("interfaces", [])}
    bonds = {bond["name"]: cards[bond["members"][0]] for bond in network.get("bonds", [])}
    result = [
        *({"type": "phy", "ethernet_mac_address": mac, **_named(name, mtus)} for name, mac in cards.items()),
        *(_bond(bond, bonds[bond["name"]], mtus) for bond in network.get("bonds", [])),
        *(_vlan(vlan, {**cards, **bonds}, mtus) for vlan in network.get("vlans", [])),
    ]
    return {
        "links": result,
        "networks": [one for link in links(network) for one in _networks(link)],
        "services": [{"type": "dns", "address": server} for server in network.get("name_servers", [])],
    }


def _named(name: str, mtus: Mapping[str, int]) -> dict[str, Any]:
    return {"id": name, "name": name, "mtu": mtus.get(name, USUAL_MTU)}


def _bond(bond: Link, mac: str, mtus: Mapping[str, int]) -> dict[str, Any]:
    policy = {"bond_xmit_hash_policy": bond["hash_policy"]} if "hash_policy" in bond else {}
    return {
        "type": "bond",
        "ethernet_mac_address": mac,
        "bond_links": bond["members"],
        "bond_mode": bond["mode"],
        "bond_miimon": bond["monitor"],
        **policy,
        **_named(bond["name"], mtus),
    }


def _vlan(vlan: Link, macs: Mapping[str, str], mtus: Mapping[str, int]) -> dict[str, Any]:
    return {
        "type": "vlan",
        "vlan_id": vlan["id"],
        "vlan_link": vlan["link"],
        "vlan_mac_address": macs[vlan["link"]],
        **_named(vlan["name"], mtus),
    }


def _networks(link: Link) -> Iterator[dict[str, Any]]:
    common = {"link": link["name"], "network_id": link["name"]}
    if link.get("dhcp"):
        yield {"id": f"{link['name']}-dhcp", "type": "ipv4_dhcp", **common}
    for position, text in enumerate(link.get("addresses", [])):
        own = ipaddress.ip_interface(text)
        yield {
            "id": f"{link['name']}-{position}",
            "type": f"ipv{own.version}",
            **common,
            "ip_address": str(own.ip),
            "netmask": str(own.netmask),
            "routes": [_route(to, via) for to, via in _routes(link, own)],
        }


def _routes(link: Link, own: Any) -> Iterator[tuple[Any, str]]:
    """Yield the destinations and gateways of *link* that are reached through the network of its address *own*."""
    everything = ipaddress.ip_network("0.0.0.0/0" if own.version == 4 else "::/0")
    if "gateway" in link and ipaddress.ip_address(link["gateway"]) in own.network:
        yield everything, link["gateway"]
    for route in link.get("routes", []):
        if ipaddress.ip_address(route["via"]) in own.network:
            yield ipaddress.ip_network(route["to"]), route["via"]


def _route(to: Any, via: str) -> dict[str, str]:
    return {"network": str(to.network_address), "netmask": str(to.netmask), "gateway": via}
