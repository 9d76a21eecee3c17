# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A gateway of routers: whether it takes them, which it has, and who else takes them, as OVN's databases tell."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.entry import Entry, set_anew
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.ovsdb import Row, rows, select

# The word in a chassis' `ovn-cms-options` by which Neutron gives it routers, and ours in its place when it is drained.
TAKING, DRAINED = "enable-chassis-as-gw", "drained-gateway"
# How OVN calls a router's port that one chassis holds, by the port's name (ovn-architecture(7), "Gateway Routers" and
# "Distributed Gateway Ports").
PORT_TYPES = ("chassisredirect", "l3gateway")
ROUTER_PORTS = ("cr-lrp-", "lrp-")

# What a host's own database and the southbound one are asked for.
LOCAL = (
    select("Open_vSwitch", "external_ids"),
    select("Port", "name", "external_ids"),
    select("Interface", "name", "bfd_status"),
)
SOUTHBOUND = (
    select("Chassis", "_uuid", "name", "hostname", "other_config"),
    select("Datapath_Binding", "_uuid", "external_ids"),
    *(select("Port_Binding", "logical_port", "datapath", "chassis", where=("type", kind)) for kind in PORT_TYPES),
)

Answers = Sequence[Mapping[str, Any]]


class GatewayError(Exception):
    """The gateway cannot be brought to its state; the message says what to do."""


@dataclass(frozen=True)
class Chassis:
    """A host in OVN, with the words of its `ovn-cms-options`."""

    host: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Port:
    """A router's port that is held by one chassis: the router, for people, and the chassis' name, if one has it."""

    router: str
    chassis: str | None


@dataclass(frozen=True)
class View:
    """What one host sees: its own chassis' name and options, every chassis and router's port, and who is silent."""

    name: str
    options: tuple[str, ...]
    chassis: Mapping[str, Chassis]
    ports: Mapping[str, Port]
    silent: Collection[str]

    @property
    def held(self) -> list[str]:
        """The names of the ports that this host holds."""
        return sorted(name for name, port in self.ports.items() if port.chassis == self.name)

    def routers(self, ports: Collection[str]) -> list[str]:
        """Return the routers of *ports*; a port that is gone has none."""
        return sorted({self.ports[name].router for name in ports if name in self.ports})

    def elsewhere(self, port: str) -> bool:
        """Tell whether another host holds *port*, or it is gone."""
        return port not in self.ports or self.ports[port].chassis not in (None, self.name)


def view(local: Answers, southbound: Answers) -> View:
    """Return what the answers to the queries for LOCAL and SOUTHBOUND mean."""
    (own,), ports, interfaces = (rows(answer) for answer in local)
    chassis, datapaths, *bindings = (rows(answer) for answer in southbound)
    names = {row["_uuid"]: row["name"] for row in chassis}
    routers = {row["_uuid"]: _router(row["external_ids"]) for row in datapaths}
    return View(
        name=own["external_ids"]["system-id"],
        options=_words(own["external_ids"]),
        chassis={row["name"]: Chassis(row["hostname"], _words(row["other_config"])) for row in chassis},
        ports={
            row["logical_port"]: Port(routers[row["datapath"]], names.get(row["chassis"] or ""))
            for binding in bindings
            for row in binding
            if row["logical_port"].startswith(ROUTER_PORTS)
        },
        silent=_silent(ports, interfaces),
    )


def remote(local: Answers) -> str:
    """Return where the southbound database is, by the answer to the query for LOCAL."""
    (own,), *_rest = (rows(answer) for answer in local)
    return str(own["external_ids"]["ovn-remote"])


def wanted(options: Collection[str], state: str) -> tuple[str, ...]:
    """Return a gateway's *options* in *state*, `enabled` or `drained`; those of other hosts are as they were."""
    before, after = (DRAINED, TAKING) if state == "enabled" else (TAKING, DRAINED)
    return tuple(after if word == before else word for word in options)


def changes(seen: View, host: str, state: str, leaving: Collection[str]) -> list[Entry]:
    """Return what brings gateway *host* to *state* while the hosts *leaving* are drained too.

    Raises GatewayError where its routers would have nowhere to go.
    """
    reasons = []
    if wanted(seen.options, state) != seen.options:
        reasons.append("takes routers" if state == "enabled" else "takes no routers")
    moving = seen.held if DRAINED in wanted(seen.options, state) else []
    reasons += [f"{router} moves to another gateway" for router in seen.routers(moving)]
    if state == "drained" and reasons:
        _require_others(seen, host, leaving)
    return [set_anew("gateway", host, *reasons)] if reasons else []


def _require_others(seen: View, host: str, leaving: Collection[str]) -> None:
    others = {
        name: chassis.host
        for name, chassis in seen.chassis.items()
        if name != seen.name and TAKING in chassis.options and chassis.host not in leaving
    }
    if set(others) - set(seen.silent):
        return
    told = (
        f"of the others, {', '.join(sorted(others.values()))} cannot be reached from it" if others else "it is the last"
    )
    raise GatewayError(
        f"nothing was changed: no gateway would take the routers of {host}: {told}. Another host of group network must "
        "run and be open (stackwright.cloud.undrain)"
    )


def _silent(ports: Sequence[Row], interfaces: Sequence[Row]) -> set[str]:
    """Return the chassis whose tunnels are down; gateways watch each other by BFD (ovn-controller(8))."""
    down = {row["name"] for row in interfaces if row["bfd_status"].get("state") == "down"}
    # The name of a tunnel's chassis is followed by its addresses.
    tunnels = [row["external_ids"].get("ovn-chassis-id", "") for row in ports if row["name"] in down]
    return {tunnel.partition("@")[0] for tunnel in tunnels}


def _router(external_ids: Mapping[str, str]) -> str:
    identifier = external_ids.get("name", "").removeprefix("neutron-")
    return f"router {external_ids['name2']} ({identifier})" if "name2" in external_ids else f"router {identifier}"


def _words(record: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(word for word in record.get("ovn-cms-options", "").split(",") if word)
