# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Neutron: rules, interfaces, addresses, sub-ports and tags, which have calls of their own."""

from __future__ import annotations

import uuid

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import KINDS

from stub_cloud.request import Answer, Request, switched

# What every project may have.
LIMITS = {"network": 100, "subnet": 100, "port": 500, "floatingip": 50}


def tags(request: Request, collection: str, identifier: str) -> Answer:
    """Set all tags."""
    request.cloud.kept[collection.replace("-", "_")][identifier]["tags"] = request.content["tags"]
    return 200, request.content


def security_groups(request: Request) -> Answer:
    """List or create; a new group lets everything out."""
    status, answer = request.collection(KINDS["security_groups"])
    if status == 201:
        out = [{"direction": "egress", "ethertype": version} for version in ("IPv4", "IPv6")]
        answer["security_group"]["security_group_rules"] = [{"id": uuid.uuid4().hex, **rule} for rule in out]
    return status, answer


def new_rules(request: Request) -> Answer:
    """Add rules to their groups."""
    for rule in request.content["security_group_rules"]:
        group = request.cloud.kept["security_groups"][rule["security_group_id"]]
        group["security_group_rules"].append({"id": uuid.uuid4().hex, **rule})
    return 201, {"security_group_rules": []}


def old_rule(request: Request, identifier: str) -> Answer:
    """Remove a rule."""
    for group in request.cloud.all("security_groups"):
        rules = group["security_group_rules"]
        group["security_group_rules"] = [rule for rule in rules if rule["id"] != identifier]
    return 204, None


def interface(request: Request, router: str, verb: str) -> Answer:
    """Add or remove an interface of a router, which is a port."""
    subnet = request.cloud.kept["subnets"][request.content["subnet_id"]]
    identifier = f"{router}-{subnet['id']}"
    request.cloud.kept.setdefault("ports", {}).pop(identifier, None)
    if verb == "add":
        fixed = [{"subnet_id": subnet["id"], "ip_address": "192.0.2.1"}]
        owner = {"device_id": router, "device_owner": "network:router_interface"}
        new_port(
            request, {"id": identifier, "name": "", "network_id": subnet["network_id"], "fixed_ips": fixed, **owner}
        )
    return 200, {}


def ports(request: Request) -> Answer:
    """List some ports, or create one."""
    if request.method == "POST":
        return 201, {"port": new_port(request, request.content["port"])}
    asked = {name: values for name, values in request.query.items() if name != "fields"}
    found = request.cloud.all("ports")
    return 200, {"ports": [port for port in found if all(port.get(name) in asked[name] for name in asked)]}


def new_port(request: Request, content: dict) -> dict:
    """Keep a port with what Neutron adds."""
    usual = {
        "name": "",
        "description": "",
        "admin_state_up": True,
        "mac_address": "fa:16:3e:00:00:01",
        "fixed_ips": [{"ip_address": "192.0.2.77", "subnet_id": "s"}],
        "device_id": "",
        "device_owner": "",
        "security_groups": [],
        "allowed_address_pairs": [],
        "binding:vnic_type": "normal",
    }
    pairs = [{"mac_address": usual["mac_address"], **pair} for pair in content.get("allowed_address_pairs", [])]
    return request.cloud.add("ports", {**usual, **content, "allowed_address_pairs": pairs}, request.project)


def router(request: Request, identifier: str) -> Answer:
    """Show, change or delete; a gateway has an address."""
    if gateway := (request.content or {}).get("router", {}).get("external_gateway_info"):
        gateway.setdefault("enable_snat", True)
        gateway.setdefault("external_fixed_ips", [{"ip_address": "203.0.113.5"}])
    return request.single(KINDS["routers"], identifier)


def addresses(request: Request, group: str, verb: str) -> Answer:
    """Add or remove addresses of an address group."""
    kept = request.cloud.kept["address_groups"][group]
    found = dict.fromkeys(kept["addresses"], True)
    for address in request.content["addresses"]:
        switched(found, address, verb == "add")
    kept["addresses"] = list(found)
    return 200, {"address_group": kept}


def qos_rules(request: Request, policy: str, kind: str, identifier: str | None) -> Answer:
    """List, add or remove the rules of a QoS policy."""
    kept = request.cloud.kept["policies"][policy]
    if request.method == "DELETE":
        kept["rules"] = [rule for rule in kept["rules"] if rule["id"] != identifier]
        return 204, None
    if request.method == "POST":
        kept["rules"].append({"id": uuid.uuid4().hex, "type": kind, **request.content[f"{kind}_rule"]})
        return 201, {}
    rules = [
        {name: value for name, value in rule.items() if name != "type"}
        for rule in kept["rules"]
        if rule["type"] == kind
    ]
    return 200, {f"{kind}_rules": rules}


def sub_ports(request: Request, trunk: str, verb: str) -> Answer:
    """Add or remove sub-ports of a trunk."""
    kept = request.cloud.kept["trunks"][trunk]
    named = [port["port_id"] for port in request.content["sub_ports"]]
    kept["sub_ports"] = [port for port in kept["sub_ports"] if port["port_id"] not in named]
    kept["sub_ports"] += request.content["sub_ports"] if verb == "add" else []
    return 200, kept


def agent(request: Request, identifier: str) -> Answer:
    """Forget an agent."""
    gone = request.cloud.kept["agents"].pop(identifier, None)
    return (204, None) if gone else (404, {"error": "not found"})


def quota(request: Request, project: str, default: str | None) -> Answer:
    """Show or set the limits of a project."""
    kept = request.cloud.part("network_quotas", project)
    if request.method == "PUT":
        kept.update(request.content["quota"])
    return 200, {"quota": {**LIMITS, **({} if default else kept)}}


RULES = [
    (r"network/(?:qos/)?([\w-]+)/([^/]+)/tags", tags),
    ("network/security-groups", security_groups),
    ("network/security-group-rules", new_rules),
    ("network/security-group-rules/([^/]+)", old_rule),
    ("network/routers/([^/]+)/(add|remove)_router_interface", interface),
    ("network/routers/([^/]+)", router),
    ("network/ports", ports),
    ("network/address-groups/([^/]+)/(add|remove)_addresses", addresses),
    (r"network/qos/policies/([^/]+)/(\w+)_rules(?:/([^/]+))?", qos_rules),
    ("network/trunks/([^/]+)/(add|remove)_subports", sub_ports),
    ("network/agents", lambda request: (200, {"agents": request.cloud.all("agents")})),
    ("network/agents/([^/]+)", agent),
    ("network/quotas/([^/]+)(/default)?", quota),
]
