# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What every form of a host's network asks of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.network import Network, links

# The name of a section, and its options with their values.
Section = tuple[str, Iterable[tuple[str, Any]]]


def text(sections: Iterable[Section]) -> str:
    """Return the file of *sections*, with those of their options that have a value."""
    told = [(name, [f"{key}={value}" for key, value in options if value is not None]) for name, options in sections]
    return "\n".join("\n".join([f"[{name}]", *options, ""]) for name, options in told if options)


def of_whom(network: Network, name: str) -> str | None:
    """Return the bond that the card *name* is a member of."""
    return next((str(bond["name"]) for bond in network.get("bonds", []) if name in bond["members"]), None)


def mtus(network: Network) -> dict[str, int]:
    """Return the MTUs that *network* says something of, by links; a member has its bond's."""
    of_members = {
        member: bond["mtu"] for bond in network.get("bonds", []) if "mtu" in bond for member in bond["members"]
    }
    return {**of_members, **{link["name"]: link["mtu"] for link in links(network) if "mtu" in link}}


def resolver(network: Network, name: str) -> tuple[list[str], list[str]]:
    """Return the name servers and search domains of the link *name*: all of them belong to the one with the gateway."""
    candidates = sorted(links(network), key=lambda link: "gateway" not in link)
    owner = next((link["name"] for link in candidates if link.get("addresses") or link.get("dhcp")), None)
    return (network.get("name_servers", []), network.get("search", [])) if name == owner else ([], [])
