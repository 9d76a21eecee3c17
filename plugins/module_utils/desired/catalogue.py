# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The service catalogue and the service users of a cloud, as a document of resources."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.definition import users

PROJECT = "service"
# Made by `keystone-manage bootstrap`, not for the services to own.
BOOTSTRAPPED = frozenset(("admin", "manager", "member", "reader", "service"))


def catalogue_document(
    definitions: dict, endpoints: dict, secrets: dict, region: str, try_passwords: bool = False
) -> dict:
    """Return the document of what Keystone must hold for the services of *definitions*.

    *endpoints* are the URLs by service type and interface, *secrets* the values by name. With
    *try_passwords* those of users that exist are tried, a third of a second each, and set when refused.
    """
    logins = users(definitions)
    update = {"update_password": "when_refused"} if try_passwords else {}
    roles = sorted({role for given in logins.values() for role in given} - BOOTSTRAPPED)
    catalog = [entry for definition in definitions.values() for entry in definition.get("catalog", [])]
    return {
        "name": "catalogue",
        "regions": [{"name": region}],
        "services": [{"type": entry["type"], "name": entry["name"]} for entry in catalog],
        "endpoints": [
            {
                "service": {"type": entry["type"], "name": entry["name"]},
                "interface": interface,
                "region": region,
                "url": url,
            }
            for entry in catalog
            for interface, url in endpoints[entry["type"]].items()
        ],
        "projects": [{"name": PROJECT}],
        "roles": [{"name": role} for role in roles],
        "users": [
            {
                "name": name,
                "password": secrets[f"{name}_user_password"],
                **update,
            }
            for name in logins
        ],
        "role_assignments": [
            {"role": role, "user": name, "project": PROJECT} for name, given in logins.items() for role in given
        ],
    }
