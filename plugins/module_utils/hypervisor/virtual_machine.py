# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A list of virtual machines for people, as the volumes and domains that make them."""

from __future__ import annotations

import json
from collections.abc import Iterable

# What a machine has beside a domain's options.
_OWN = ("image", "capacity", "user_data", "network_config", "address")


def definitions(machines: Iterable[dict], images: dict, pool: str, defaults: dict, user: str, keys: list) -> dict:
    """The ``volumes`` and ``domains`` of machines, and the names of those that are to be ``running``.

    ValueError where a machine's image is not among ``images`` (name: source, checksum), where nobody could log in, and
    where nothing says at which address.
    """
    whole = [{"state": "running", **defaults, **machine} for machine in machines]
    wanted = [machine for machine in whole if machine["state"] != "absent"]
    for machine in wanted:
        if machine.get("image") and machine["image"] not in images:
            known = ", ".join(sorted(images)) or "none"
            raise ValueError(f"machine {machine['name']}: there is no image {machine['image']} (there are: {known})")
        if machine.get("image") and not (keys or machine.get("cloud_init") or machine.get("user_data")):
            raise ValueError(f"machine {machine['name']}: nobody could log in to it; give virtual_machines_keys")
        if machine["state"] == "running" and _without_address(machine):
            raise ValueError(f"machine {machine['name']}: no network of libvirt leases it an address; give its address")
    used = sorted({machine["image"] for machine in wanted if machine.get("image")})
    bases = [{"name": f"{name}.qcow2", "pool": pool, "format": "qcow2", **images[name]} for name in used]
    return {
        "volumes": bases + [_disk(machine, pool) for machine in wanted if machine.get("image")],
        "domains": [_domain(machine, pool, user, keys) for machine in whole],
        "running": [machine["name"] for machine in whole if machine["state"] == "running"],
    }


def reachable(domains: Iterable[dict], machines: Iterable[dict]) -> dict[str, str]:
    """Machine -> address, of those that have one: their own, else the first that their domain has."""
    leased = {domain["name"]: domain["addresses"][0] for domain in domains if domain.get("addresses")}
    given = {machine["name"]: machine["address"] for machine in machines if machine.get("address")}
    return {**leased, **given}


def _without_address(machine: dict) -> bool:
    interfaces = machine.get("interfaces") or []
    return bool(interfaces) and not machine.get("address") and not any(nic.get("network") for nic in interfaces)


def _disk(machine: dict, pool: str) -> dict:
    disk = {"name": f"{machine['name']}.qcow2", "pool": pool, "backing": {"volume": f"{machine['image']}.qcow2"}}
    return {**disk, "capacity": machine["capacity"]} if machine.get("capacity") else disk


def _domain(machine: dict, pool: str, user: str, keys: list) -> dict:
    domain = {name: value for name, value in machine.items() if name not in _OWN}
    if machine["state"] == "absent" or not machine.get("image"):
        return domain
    first = {"target": "vda", "pool": pool, "volume": f"{machine['name']}.qcow2"}
    seed = {"pool": pool, "user_data": _user_data(machine, user, keys)}
    if machine.get("network_config"):
        seed["network_config"] = json.dumps(machine["network_config"])
    return {"cloud_init": seed, **domain, "disks": [first, *domain.get("disks", [])]}


def _user_data(machine: dict, user: str, keys: list) -> str:
    """A cloud-config document; JSON is YAML."""
    login = {"name": user, "ssh_authorized_keys": keys, "sudo": "ALL=(ALL) NOPASSWD:ALL", "shell": "/bin/bash"}
    config = {
        "hostname": machine["name"],
        "manage_etc_hosts": "localhost",
        "users": [login],
        **machine.get("user_data", {}),
    }
    return "#cloud-config\n" + json.dumps(config, indent=1, sort_keys=True) + "\n"
