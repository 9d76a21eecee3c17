# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A server with all that belongs to one: image, flavour, network, router, security group, key, floating address."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from servers import run_over_ssh, wait_for

NAME = "stackwright-test"


@dataclass(frozen=True)
class Guest:
    """A server that runs, its floating address, and the private key that opens it."""

    server: Any
    address: str
    key: Path


@pytest.fixture(scope="session")
def guest_disk(cloud, tmp_path_factory) -> Path:
    """The disk of a small system, as the cloud's public image has it."""
    [image] = cloud.image.images(visibility="public")
    target = tmp_path_factory.mktemp("guest") / "guest.qcow2"
    cloud.image.download_image(image, output=str(target))
    return target


@pytest.fixture(scope="session")
def image(cloud, guest_disk) -> Iterator[Any]:
    """An uploaded image."""
    image = cloud.create_image(NAME, filename=str(guest_disk), disk_format="qcow2", container_format="bare", wait=True)
    yield cloud.image.get_image(image.id)
    cloud.image.delete_image(image)


@pytest.fixture(scope="session")
def key(cloud, tmp_path_factory) -> Iterator[Path]:
    """The private half of a key pair that the cloud knows."""
    path = tmp_path_factory.mktemp("key") / "id"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    pair = cloud.compute.create_keypair(name=NAME, public_key=path.with_suffix(".pub").read_text())
    yield path
    cloud.compute.delete_keypair(pair)


@pytest.fixture(scope="session")
def external_network(cloud) -> Any:
    """The network of floating addresses, made with the first server."""
    [network] = cloud.network.networks(is_router_external=True)
    return network


@pytest.fixture(scope="session")
def network(cloud, external_network) -> Iterator[Any]:
    """A tenant network with a router to the outside."""
    with contextlib.ExitStack() as stack:
        network = cloud.network.create_network(name=NAME)
        stack.callback(cloud.network.delete_network, network)
        subnet = cloud.network.create_subnet(network_id=network.id, ip_version=4, cidr="10.226.7.0/24", name=NAME)
        router = cloud.network.create_router(name=NAME, external_gateway_info={"network_id": external_network.id})
        stack.callback(cloud.network.delete_router, router)
        cloud.network.add_interface_to_router(router, subnet_id=subnet.id)
        stack.callback(cloud.network.remove_interface_from_router, router, subnet_id=subnet.id)
        yield network


@pytest.fixture(scope="session")
def security_group(cloud) -> Iterator[Any]:
    """A group that lets in SSH and ping."""
    group = cloud.network.create_security_group(name=NAME)
    for rule in ({"protocol": "tcp", "port_range_min": 22, "port_range_max": 22}, {"protocol": "icmp"}):
        cloud.network.create_security_group_rule(security_group_id=group.id, direction="ingress", **rule)
    yield group
    cloud.network.delete_security_group(group)


@pytest.fixture(scope="session")
def guest(cloud, image, key, network, external_network, security_group) -> Iterator[Guest]:
    """A server that is ACTIVE and lets in the owner of its key at its floating address."""
    with contextlib.ExitStack() as stack:
        flavor = cloud.compute.create_flavor(name=NAME, ram=256, vcpus=1, disk=1)
        stack.callback(cloud.compute.delete_flavor, flavor)
        server = cloud.compute.create_server(
            name=NAME,
            image_id=image.id,
            flavor_id=flavor.id,
            key_name=NAME,
            networks=[{"uuid": network.id}],
            security_groups=[{"name": security_group.name}],
        )
        stack.callback(cloud.delete_server, server.id, wait=True)
        server = cloud.compute.wait_for_server(server, wait=180)
        [port] = cloud.network.ports(device_id=server.id)
        floating = cloud.network.create_ip(floating_network_id=external_network.id, port_id=port.id)
        stack.callback(cloud.network.delete_ip, floating)
        address = floating.floating_ip_address
        # The metadata service has told the guest its name and its key.
        wait_for(lambda: run_over_ssh(address, key, "hostname").startswith(NAME), 180, f"login at {address}")
        yield Guest(server, address, key)
