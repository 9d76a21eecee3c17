# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Nova: servers and what is done to them, flavors, aggregates, hosts."""

from __future__ import annotations

from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import KINDS

from stub_cloud.network import new_port, tags
from stub_cloud.request import Answer, Request, switched

LIMITS = {"id": "", "cores": 20, "ram": 51200, "instances": 10}


def extra_specs(request: Request, collection: str, identifier: str, name: str | None) -> Answer:
    """Set or remove extra specs of a flavor or a volume type."""
    kept = request.cloud.kept["flavors" if collection == "flavors" else "volume_types"]
    specs = kept[identifier]["extra_specs"]
    if request.method == "POST":
        specs.update(request.content["extra_specs"])
    else:
        del specs[name]
    return 200, {}


def flavor_action(request: Request, identifier: str) -> Answer:
    """Let a project use a flavor, or no longer."""
    [(verb, content)] = request.content.items()
    switched(request.cloud.part("flavor_access", identifier), content["tenant"], verb.startswith("add"))
    return 200, {}


def flavor_access(request: Request, identifier: str) -> Answer:
    """List the projects that may use a flavor."""
    return 200, {"flavor_access": [{"tenant_id": one} for one in request.cloud.part("flavor_access", identifier)]}


def key_pairs(request: Request) -> Answer:
    """List or create key pairs."""
    if request.method == "GET":
        return 200, {"keypairs": [{"keypair": pair} for pair in request.cloud.all("keypairs")]}
    pair = request.content["keypair"]
    return 200, {"keypair": request.cloud.add("keypairs", {"type": "ssh", **pair, "id": pair["name"]})}


def aggregate_action(request: Request, identifier: str) -> Answer:
    """Change the hosts or the properties of an aggregate."""
    found = request.cloud.kept["aggregates"][identifier]
    [(verb, content)] = request.content.items()
    if verb == "set_metadata":
        merged = {**found["metadata"], **content["metadata"]}
        found["metadata"] = {name: value for name, value in merged.items() if value is not None}
    else:
        hosts = dict.fromkeys(found["hosts"], True)
        switched(hosts, content["host"], verb == "add_host")
        found["hosts"] = list(hosts)
    return 200, {"aggregate": found}


def service(request: Request, identifier: str) -> Answer:
    """Open or close a host, or forget it once it has no servers."""
    if request.method == "DELETE":
        gone = request.cloud.kept["services_of_nova"][identifier]
        if any(one.get("OS-EXT-SRV-ATTR:host") == gone["host"] for one in request.cloud.all("servers")):
            return 409, {"conflictingRequest": {"message": "Unable to delete compute service: it hosts instances."}}
        del request.cloud.kept["services_of_nova"][identifier]
        return 204, None
    request.cloud.kept["services_of_nova"][identifier].update(request.content)
    return 200, {}


def servers(request: Request) -> Answer:
    """List the servers, of one host if asked."""
    [host] = request.query.get("host", [None])
    found = request.cloud.all("servers")
    return 200, {"servers": [one for one in found if host in (None, one.get("OS-EXT-SRV-ATTR:host"))]}


def new_server(request: Request) -> Answer:
    """Boot a server."""
    wanted = request.content["server"]
    server = {
        "name": wanted["name"],
        "status": "ACTIVE",
        "OS-EXT-STS:task_state": None,
        "flavor": {"original_name": request.cloud.kept["flavors"][wanted["flavorRef"]]["name"]},
        "image": {"id": wanted["imageRef"]} if wanted.get("imageRef") else "",
        "addresses": {},
        "key_name": wanted.get("key_name"),
        "metadata": wanted.get("metadata", {}),
        "tags": wanted.get("tags", []),
        "security_groups": [
            {"name": request.cloud.kept["security_groups"][group["name"]]["name"]}
            for group in wanted.get("security_groups", [])
        ],
        "description": wanted.get("description"),
        "os-extended-volumes:volumes_attached": [],
    }
    made = request.cloud.add("servers", server, request.project)
    for place in wanted["networks"] if wanted["networks"] != "auto" else []:
        attach(request, made, place)
    return 202, {"server": made}


def server(request: Request, identifier: str) -> Answer:
    """Show, change or delete; the ports that were made for a server go with it."""
    if request.method == "DELETE":
        for port in [port for port in request.cloud.all("ports") if port["device_id"] == identifier]:
            port["device_id"] = ""
            if not port["name"]:
                del request.cloud.kept["ports"][port["id"]]
    return request.single(KINDS["servers"], identifier)


def attach(request: Request, server: dict, place: dict) -> None:
    """Give *server* a port: the one that *place* names, else a new one on its network."""
    if "port" in place:
        port = request.cloud.kept["ports"][place["port"]]
        port["device_id"] = server["id"]
    else:
        port = new_port(request, {"network_id": place["uuid"], "device_id": server["id"]})
    server["addresses"][request.cloud.kept["networks"][port["network_id"]]["name"]] = []


def server_action(request: Request, identifier: str) -> Answer:
    """Do something to a server."""
    server = request.cloud.kept["servers"][identifier]
    [(verb, content)] = request.content.items()
    request.cloud.done.append(verb)
    if words := request.cloud.refusals.get(verb):
        request.cloud.add("failures", {"server": identifier, "action": verb, "words": words})
        return 202, {}
    ACTIONS[verb](request, server, content)
    return 202, {}


def resize(request: Request, server: dict, content: dict) -> None:
    """Change the size, and wait for a confirmation."""
    server["flavor"] = {"original_name": request.cloud.kept["flavors"][content["flavorRef"]]["name"]}
    wait_for_confirmation(server)


def move(request: Request, server: dict, content: Any) -> None:
    """Take a server to the other host."""
    del content
    server["OS-EXT-SRV-ATTR:host"] = "host2"
    migration = {"id": len(request.cloud.all("migrations")), "status": "completed", "instance_uuid": server["id"]}
    request.cloud.add("migrations", migration)


def move_and_ask(request: Request, server: dict, content: Any) -> None:
    """Take a server that does not run to the other host, and wait for a confirmation."""
    move(request, server, content)
    wait_for_confirmation(server)


def wait_for_confirmation(server: dict) -> None:
    """Ask for a confirmation, after which the server runs if it does now."""
    server["status_before"] = server["status"]
    server["status"] = "VERIFY_RESIZE"


def change_group(request: Request, server: dict, content: dict, is_there: bool) -> None:
    """Add or remove a security group."""
    names = {group["name"]: True for group in server["security_groups"]}
    switched(names, request.cloud.kept["security_groups"][content["name"]]["name"], is_there)
    server["security_groups"] = [{"name": name} for name in names]


ACTIONS = {
    "os-start": lambda request, server, content: server.update(status="ACTIVE"),
    "os-stop": lambda request, server, content: server.update(status="SHUTOFF"),
    "rebuild": lambda request, server, content: server.update(image={"id": content["imageRef"]}),
    "confirmResize": lambda request, server, content: server.update(status=server.pop("status_before")),
    "resize": resize,
    "os-migrateLive": move,
    "migrate": move_and_ask,
    "evacuate": move,
    "addSecurityGroup": lambda request, server, content: change_group(request, server, content, True),
    "removeSecurityGroup": lambda request, server, content: change_group(request, server, content, False),
}


def actions(request: Request, identifier: str, action: str | None) -> Answer:
    """Tell what was done to a server, and how it failed."""
    failures = [one for one in request.cloud.all("failures") if one["server"] == identifier]
    if action:
        [failure] = [one for one in failures if one["id"] == action]
        return 200, {"instanceAction": {"events": [{"details": failure["words"]}]}}
    told = [{"request_id": one["id"], "action": one["action"], "message": "Error"} for one in failures]
    return 200, {"instanceActions": told}


def migrations(request: Request) -> Answer:
    """List the migrations of a server."""
    asked = request.query["instance_uuid"]
    return 200, {"migrations": [one for one in request.cloud.all("migrations") if one["instance_uuid"] in asked]}


def metadata(request: Request, identifier: str) -> Answer:
    """Set all metadata of a server."""
    request.cloud.kept["servers"][identifier]["metadata"] = request.content["metadata"]
    return 200, {}


def interfaces(request: Request, identifier: str, port: str | None) -> Answer:
    """List, add or remove the ports of a server."""
    server = request.cloud.kept["servers"][identifier]
    if request.method == "POST":
        attach(request, server, {"uuid": request.content["interfaceAttachment"]["net_id"]})
    elif request.method == "DELETE":
        gone = request.cloud.kept["ports"].pop(port)
        del server["addresses"][request.cloud.kept["networks"][gone["network_id"]]["name"]]
    found = [one for one in request.cloud.all("ports") if one["device_id"] == identifier]
    return 200, {"interfaceAttachments": [{"port_id": one["id"], "net_id": one["network_id"]} for one in found]}


def attachments(request: Request, identifier: str, volume: str | None) -> Answer:
    """Attach or detach a volume."""
    attached = request.cloud.kept["servers"][identifier]["os-extended-volumes:volumes_attached"]
    if request.method == "POST":
        volume = request.content["volumeAttachment"]["volumeId"]
        attached.append({"id": volume})
    else:
        attached[:] = [one for one in attached if one["id"] != volume]
    status = "in-use" if request.method == "POST" else "available"
    request.cloud.kept["volumes"][volume]["status"] = status
    return 200, {}


def quota(request: Request, service: str, project: str, default: str | None) -> Answer:
    """Show or set the limits of a project, of Nova or of Cinder."""
    kept = request.cloud.part(f"{service}_quotas", project)
    if request.method == "PUT":
        kept.update(request.content["quota_set"])
    usual = LIMITS if service == "compute" else {"volumes": 10, "gigabytes": 1000}
    return 200, {"quota_set": {**usual, **({} if default else kept)}}


RULES = [
    (r"compute/([\w-]+)/([^/]+)/tags", tags),
    (r"(?:compute|block-storage)/(flavors|types)/([^/]+)/(?:os-)?extra_specs(?:/([^/]+))?", extra_specs),
    ("compute/flavors/([^/]+)/action", flavor_action),
    ("compute/flavors/([^/]+)/os-flavor-access", flavor_access),
    ("compute/os-keypairs", key_pairs),
    ("compute/os-aggregates/([^/]+)/action", aggregate_action),
    ("compute/os-services", lambda request: (200, {"services": request.cloud.all("services_of_nova")})),
    ("compute/os-services/([^/]+)", service),
    ("compute/servers", new_server),
    ("compute/servers/detail", servers),
    ("compute/servers/(?!detail)([^/]+)", server),
    ("compute/servers/([^/]+)/action", server_action),
    ("compute/servers/([^/]+)/metadata", metadata),
    ("compute/servers/([^/]+)/os-interface(?:/([^/]+))?", interfaces),
    ("compute/servers/([^/]+)/os-volume_attachments(?:/([^/]+))?", attachments),
    ("compute/servers/([^/]+)/os-instance-actions(?:/([^/]+))?", actions),
    ("compute/os-migrations", migrations),
    ("(compute|block-storage)/os-quota-sets/([^/]+)(/defaults)?", quota),
    ("compute/os-server-groups/([^/]+)", lambda request, one: request.single(KINDS["server_groups"], one)),
]
