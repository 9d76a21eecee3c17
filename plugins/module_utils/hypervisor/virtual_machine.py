# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A list of virtual machines for people, as the volumes and domains that make them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

# What a machine has beside a domain's options.
_OWN = ("image", "capacity", "user_data", "network_config", "address")


def definitions(machines: Iterable[dict], images: dict, pool: str, defaults: dict, user: str, keys: list) -> dict:
    """The ``volumes`` and ``domains`` of machines, and the names of those that are to be ``running``.

    images: name -> source, checksum. ValueError with all that is wrong.
    """
    whole = [{"state": "running", **defaults, **machine} for machine in machines]
    wanted = [machine for machine in whole if machine["state"] != "absent"]
    faults = list(_faults(whole, images, keys))
    if faults:
        raise ValueError("; ".join(faults))
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


def _faults(machines: list[dict], images: dict, keys: list) -> Iterator[str]:
    for name, image in images.items():
        if not (isinstance(image, dict) and image.get("source")):
            yield f"image {name}: give its source, and a checksum"
    for place, machine in enumerate(machines):
        for fault in _wrong(machine, images, keys):
            yield f"machine {machine.get('name', place)}: {fault}"


def _wrong(machine: dict, images: dict, keys: list) -> Iterator[str]:
    """What keeps a machine from being made as it is described, and reached."""
    if not machine.get("name"):
        yield "give its name"
    if machine["state"] == "absent":
        return
    for option in ("user_data", "network_config"):
        if not isinstance(machine.get(option, {}), dict):
            yield f"{option} must be a dictionary; for a text, use cloud_init"
    image = machine.get("image")
    if image and image not in images:
        yield f"there is no image {image} (there are: {', '.join(sorted(images)) or 'none'})"
    if image and not (keys or machine.get("cloud_init") or machine.get("user_data")):
        yield "nobody could log in to it; give virtual_machines_keys"
    if machine["state"] == "running" and _without_address(machine):
        yield "no network of libvirt leases it an address; give it an interface on one, or its address"


def _without_address(machine: dict) -> bool:
    """Whether nothing says how it is reached. One that is there, and described in part, may have interfaces."""
    interfaces = machine.get("interfaces")
    described = interfaces is not None or bool(machine.get("image"))
    return described and not machine.get("address") and not any(nic.get("network") for nic in interfaces or [])


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
