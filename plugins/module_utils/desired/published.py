# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The facts about the whole cloud that the engine publishes to every service's templates as `cloud`."""

from __future__ import annotations

from urllib.parse import quote

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.definition import (
    databases,
    groups_of,
    queues,
    users,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.model import Data

CA_FILE = "/etc/stackwright/ca.pem"

# The members of each inventory group, as {name, address}.
Hosts = dict[str, list[dict[str, str]]]


def published(variables: Data, definitions: dict[str, Data], secrets: Data, hosts: Hosts) -> Data:
    """Return the value of `cloud` in templates.

    *variables* are the `stackwright_*` variables of a host, *definitions* those of all enabled services,
    *secrets* the values by name, and *hosts* the members of each inventory group.
    """
    return {
        "name": variables["stackwright_cloud"],
        "release": variables["stackwright_release"],
        "region": variables["stackwright_region"],
        "services": sorted(definitions),
        "hosts": hosts,
        "ca_file": CA_FILE,
        "endpoints": endpoints(definitions, variables),
        "frontends": frontends(definitions, hosts),
        "database": {
            name: database_url(name, user, secrets, variables["stackwright_vip_address"])
            for name, user in databases(definitions).items()
        },
        "transport": {name: transport_url(name, secrets, _addresses(hosts, "control")) for name in queues(definitions)},
        "memcached": ",".join(f"{address}:11211" for address in _addresses(hosts, "control")),
        "users": {name: service_user(name, secrets) for name in users(definitions)},
    }


def endpoints(definitions: dict[str, Data], variables: Data) -> dict[str, dict[str, str]]:
    """Return the URL of each interface of each catalogue service, by the service's type."""
    names = {
        "public": variables["stackwright_external_fqdn"],
        "internal": variables["stackwright_internal_fqdn"],
        "admin": variables["stackwright_internal_fqdn"],
    }
    return {
        entry["type"]: {
            interface: f"https://{names[interface]}:{entry['port']}{entry.get('path', '')}"
            for interface in entry.get("interfaces", ("public", "internal"))
        }
        for definition in definitions.values()
        for entry in definition.get("catalog", [])
    }


def frontends(definitions: dict[str, Data], hosts: Hosts) -> list[Data]:
    """Return what the load balancer serves: name, port, mode, tls, and the backends on every host of its group."""
    return [
        {
            "mode": "http",
            "tls": frontend.get("mode", "http") == "http",
            **frontend,
            "name": name,
            "backends": [
                {**host, "port": frontend.get("backend_port", frontend["port"])} for host in _hosts(frontend, hosts)
            ],
        }
        for definition in definitions.values()
        for name, frontend in definition.get("frontends", {}).items()
    ]


def _hosts(item: Data, hosts: Hosts) -> list[dict[str, str]]:
    return [host for group in groups_of(item) for host in hosts.get(group, [])]


def _addresses(hosts: Hosts, group: str) -> list[str]:
    return [host["address"] for host in hosts.get(group, [])]


def database_url(name: str, user: str, secrets: Data, address: str) -> str:
    """Return the SQLAlchemy URL by which *user* reaches database *name* behind the load balancer's *address*."""
    password = quote(secrets[f"{user}_database_password"], safe="")
    return f"mysql+pymysql://{user}:{password}@{address}:3306/{name}?charset=utf8mb4"


def transport_url(name: str, secrets: Data, addresses: list[str]) -> str:
    """Return the oslo.messaging URL of virtual host *name* on the brokers at *addresses*."""
    password = quote(secrets[f"{name}_queue_password"], safe="")
    return "rabbit://" + ",".join(f"{name}:{password}@{address}:5672" for address in addresses) + f"/{name}"


def service_user(name: str, secrets: Data) -> dict[str, str]:
    """Return the login of service user *name* in project `service`."""
    return {
        "username": name,
        "password": secrets[f"{name}_user_password"],
        "project_name": "service",
        "domain": "Default",
    }
