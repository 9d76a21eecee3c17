# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Simulated hosts: the networks, the store of images and the containers that they are made of, and what differs."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

# Each needs those before it, and goes before them.
KINDS = ("network", "volume", "container")
# Where the image's storage.conf(5) looks for images that hosts share.
SHARED_IMAGES = "/srv/images"


@dataclass(frozen=True)
class Item:
    """Something that podman makes, of one of KINDS; *digest* tells whether one that is there was made the same way."""

    kind: str
    name: str
    arguments: tuple[str, ...]  # of its `create` or `run`, without labels and name
    digest: str


@dataclass(frozen=True)
class Found:
    """Something that is there; networks and volumes always run."""

    digest: str
    running: bool = True


@dataclass(frozen=True)
class Change:
    """One thing to be done: `create` or `remove` an item, `start` a host, or `share` an image with the hosts."""

    action: Literal["create", "remove", "start", "share"]
    kind: str  # one of KINDS, or `image`
    name: str

    def as_line(self) -> str:
        """Return the change as one line, like `create container lab-control`."""
        return f"{self.action} {self.kind} {self.name}"


def store_name(lab: str) -> str:
    """Return the volume with the images that the hosts of *lab* share."""
    return f"{lab}-images"


def wanted(lab: str, options: Mapping[str, Any]) -> list[Item]:
    """Return what *lab* is made of; *options* are those of module `simulated_hosts`."""
    if options["state"] == "absent":
        return []
    networks = [_item("network", f"{lab}-{network['name']}", _network(network)) for network in options["networks"]]
    store = _item("volume", store_name(lab), [])
    # A network that is made anew takes its hosts with it.
    basis = "".join(network.digest for network in networks)
    hosts = [
        _item("container", name, _host(name, address, networks, store.name, options), basis)
        for name, address in options["hosts"].items()
    ]
    return [*networks, store, *hosts]


def plan(items: list[Item], found: Mapping[tuple[str, str], Found]) -> list[Change]:
    """Return what leads from what is *found*, by kind and name, to *items*."""
    same = {(item.kind, item.name) for item in items if _is(item, found)}
    removed = [Change("remove", kind, name) for kind, name in found if (kind, name) not in same]
    removed.sort(key=lambda change: -KINDS.index(change.kind))
    created = [Change("create", item.kind, item.name) for item in items if (item.kind, item.name) not in same]
    started = [Change("start", kind, name) for kind, name in sorted(same) if not found[kind, name].running]
    return [*removed, *created, *started]


def shared(images: Collection[str], stored: Collection[str]) -> list[Change]:
    """Return what brings *images* to a store that has those *stored*."""
    return [Change("share", "image", image) for image in images if image not in stored]


def _is(item: Item, found: Mapping[tuple[str, str], Found]) -> bool:
    there = found.get((item.kind, item.name))
    return there is not None and there.digest == item.digest


def _item(kind: str, name: str, arguments: list[str], basis: str = "") -> Item:
    digest = hashlib.sha256("\0".join([basis, *arguments]).encode()).hexdigest()
    return Item(kind, name, tuple(arguments), digest)


def _network(network: Mapping[str, Any]) -> list[str]:
    """Return the options of a network: one without a subnet joins the hosts and nobody else."""
    reach = [f"--subnet={network['subnet']}"] if network["subnet"] else ["--internal", "--ipam-driver=none"]
    return ["--disable-dns", *reach]


def _host(name: str, address: str, networks: list[Item], store: str, options: Mapping[str, Any]) -> list[str]:
    return [
        f"--hostname={name}",
        "--systemd=always",
        "--privileged",
        "--cgroupns=private",
        "--restart=always",
        "--pull=never",
        *_interfaces(name, address, networks),
        # Podman's own storage cannot lie on the overlay that a container has for its root.
        "--volume=/var/lib/containers",
        f"--volume={store}:{SHARED_IMAGES}:ro",
        options["image"],
        "stackwright-simulated-host",
        options["authorized_key"].strip(),
    ]


def _interfaces(name: str, address: str, networks: list[Item]) -> Iterator[str]:
    """Yield an interface for each network, with an address in the first; its MAC stays lest neighbours err for long."""
    for position, network in enumerate(networks):
        digits = hashlib.sha256(f"{name} {network.name}".encode()).hexdigest()
        mac = ":".join(["02", *(digits[start : start + 2] for start in range(0, 10, 2))])
        own = "" if position else f"ip={address},"
        yield f"--network={network.name}:{own}mac={mac},interface_name=eth{position}"
