# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The kinds of Neutron that are not like the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import ApiError
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import (
    Entries,
    Handler,
    asks,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.session import Session
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.side_by_side import side_by_side
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.differences import Difference
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change

INTERFACES = "/ports?device_owner=network:router_interface&fields=device_id&fields=fixed_ips"


class Subnets(Handler):
    """A subnet's internet protocol is what its addresses say."""

    def content(self, session: Session, change: Change, values: Mapping[str, Any]) -> dict:
        """Return *values* with the protocol, which the API wants although the addresses tell it."""
        result = super().content(session, change, values)
        if change.makes:
            result.setdefault("ip_version", 6 if ":" in result.get("cidr", "") else 4)
        return result


class Routers(Handler):
    """A router's gateway is a mapping, its interfaces are ports."""

    def listed(self, api: Api, entries: Entries) -> list:
        """Return all routers with the subnets of their interfaces."""
        routers = super().listed(api, entries)
        if not routers:
            return routers
        subnets: dict[str, list] = {}
        for port in api.all_pages("network", INTERFACES, "ports"):
            subnets.setdefault(port["device_id"], []).extend(address["subnet_id"] for address in port["fixed_ips"])
        return [{**router, "interface_subnet_ids": subnets.get(router["id"], [])} for router in routers]

    def content(self, session: Session, change: Change, values: Mapping[str, Any]) -> dict:
        """Return *values* with the gateway's parts together."""
        result = super().content(session, change, values)
        for name in ("gateway_network_id", "enable_snat", "gateway_addresses"):
            result.pop(name, None)
        if not {"gateway", "enable_snat", "gateway_addresses"} & set(values):
            return result
        wanted = change.values or {}
        gateway: dict[str, Any] = {"network_id": session.id_of(wanted.get("gateway"))}
        if wanted.get("enable_snat") is not None:
            gateway["enable_snat"] = wanted["enable_snat"]
        if wanted.get("gateway_addresses"):
            gateway["external_fixed_ips"] = [{"ip_address": address} for address in wanted["gateway_addresses"]]
        return {**result, "external_gateway_info": gateway if gateway["network_id"] else None}

    def delete(self, session: Session, change: Change) -> None:
        """Take the router's routes and interfaces away, and delete it."""
        if change.found and change.found.raw.get("routes"):
            self._set_routes(session, change, [])
        for subnet in change.found.raw["interface_subnet_ids"] if change.found else ():
            self._interface(session, change, "remove", subnet)
        super().delete(session, change)

    def set_interfaces(self, session: Session, change: Change, difference: Difference) -> None:
        """Add and remove interfaces."""
        before, after = set(difference.before or []), set(difference.after or [])
        routes = (change.values or {}).get("routes")
        if routes is not None and before - after:
            # A route holds the interface that it leads through.
            self._set_routes(session, change, [])
        for subnet in sorted(before - after):
            self._interface(session, change, "remove", session.id_of(subnet))
        for subnet in sorted(after - before):
            self._interface(session, change, "add", session.id_of(subnet))
        if routes is not None:
            self._set_routes(session, change, routes)

    def set_routes(self, session: Session, change: Change, difference: Difference) -> None:
        """Set all static routes; only once the interfaces are there can they be."""
        self._set_routes(session, change, difference.after or [])

    def _set_routes(self, session: Session, change: Change, routes: list) -> None:
        session.api.request("network", "PUT", self.path(session, change), json={"router": {"routes": routes}})

    def _interface(self, session: Session, change: Change, verb: str, subnet: str | None) -> None:
        path = f"{self.path(session, change)}/{verb}_router_interface"
        session.api.request("network", "PUT", path, json={"subnet_id": subnet})


class FloatingIps(Handler):
    """A floating IP belongs to a server through one of the server's ports."""

    def listed(self, api: Api, entries: Entries) -> list:
        """Return all floating IPs, with their servers when the document gives any."""
        addresses = super().listed(api, entries)
        if not asks(entries, "server"):
            return addresses
        servers = _servers_of(api, [address["port_id"] for address in addresses if address["port_id"]])
        # A port of no server has an empty text.
        addresses = [{**address, "server_id": servers.get(address["port_id"]) or None} for address in addresses]
        # A document has a server or its port: of all there is to know, the server is the better name.
        return [_by_server(address) for address in addresses] if entries is None else addresses

    def set_server(self, session: Session, change: Change, difference: Difference) -> None:
        """Give the address to the first port of the server that a router connects with its network."""
        path = self.path(session, change)
        if difference.after is None:
            session.api.request("network", "PUT", path, json={"floatingip": {"port_id": None}})
            return
        device = session.id_of(difference.after)
        ports = session.api.all_pages("network", f"/ports?fields=id&device_id={device}", "ports")
        for position, port in enumerate(ports):
            try:
                session.api.request("network", "PUT", path, json={"floatingip": {"port_id": port["id"]}})
                return
            except ApiError as error:
                if error.status not in (400, 404) or position == len(ports) - 1:
                    raise


def _servers_of(api: Api, ports: list) -> dict[str, str]:
    """Return the servers to which *ports* belong, by the ports' ids."""
    some = [ports[start : start + 100] for start in range(0, len(ports), 100)]
    paths = [f"/ports?fields=id&fields=device_id&{'&'.join(f'id={port}' for port in each)}" for each in some]
    found = side_by_side(lambda path: api.all_pages("network", path, "ports"), paths)
    return {port["id"]: port["device_id"] for page in found for port in page}


def _by_server(address: dict) -> dict:
    hidden = ("port_id", "fixed_ip_address") if address["server_id"] else ()
    return {name: value for name, value in address.items() if name not in hidden}
