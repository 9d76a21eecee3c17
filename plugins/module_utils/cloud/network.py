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
    Session,
    api_value,
    asks,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.actual import Found
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import Change, Difference

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
        network, snat = result.pop("gateway_network_id", None), result.pop("enable_snat", None)
        if "gateway" not in values and "enable_snat" not in values:
            return result
        wanted = change.values or {}
        network = network or session.id_of(wanted.get("gateway"))
        snat = wanted.get("enable_snat") if snat is None else snat
        gateway = {"network_id": network, **({} if snat is None else {"enable_snat": snat})}
        return {**result, "external_gateway_info": gateway if network else None}

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


class SecurityGroups(Handler):
    """A security group's rules are resources of their own, which cannot be changed."""

    def set_ingress(self, session: Session, change: Change, difference: Difference) -> None:
        """Set all rules for what comes in."""
        self._set_rules(session, change, "ingress", difference.after or [])

    def set_egress(self, session: Session, change: Change, difference: Difference) -> None:
        """Set all rules for what goes out; a new group has some already."""
        self._set_rules(session, change, "egress", difference.after or [])

    def _set_rules(self, session: Session, change: Change, way: str, wanted: list) -> None:
        path = self.path(session, change)
        raw = self.kind.reshape(session.api.request("network", "GET", path)["security_group"])
        kept = []
        for rule in raw[way]:
            found = Found(change.ref, raw["id"], {**raw, way: [rule]})
            said = session.actual.values(found, [way])[way][0]
            if said in wanted and said not in kept:
                kept.append(said)
            else:
                _forget(session, f"/security-group-rules/{rule['id']}")
        missing = api_value(session, self.kind.fields[way], [rule for rule in wanted if rule not in kept])
        rules = [{**rule, "direction": way, "security_group_id": raw["id"]} for rule in missing]
        if rules:
            session.api.request("network", "POST", "/security-group-rules", json={"security_group_rules": rules})


def _forget(session: Session, path: str) -> None:
    try:
        session.api.request("network", "DELETE", path)
    except ApiError as error:
        if error.status != 404:
            raise


class FloatingIps(Handler):
    """A floating IP belongs to a server through one of the server's ports."""

    def listed(self, api: Api, entries: Entries) -> list:
        """Return all floating IPs, with their servers when the document gives any."""
        addresses = super().listed(api, entries)
        if not asks(entries, "server"):
            return addresses
        used = [f"id={address['port_id']}" for address in addresses if address["port_id"]]
        servers = {}
        for start in range(0, len(used), 100):
            path = f"/ports?fields=id&fields=device_id&{'&'.join(used[start : start + 100])}"
            servers.update({port["id"]: port["device_id"] for port in api.all_pages("network", path, "ports")})
        return [{**address, "server_id": servers.get(address["port_id"])} for address in addresses]

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
