# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What manages a host's network, and how each is given files and made to read them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.network import Network
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.host_network import (
    netplan,
    networkd,
    networkmanager,
)

# cloud-init would write the network anew when it takes the host for another one.
CLOUD_INIT = "/etc/cloud/cloud.cfg.d"
CLOUD_INIT_FILE = f"{CLOUD_INIT}/99-stackwright-network.cfg"


@dataclass(frozen=True)
class Manager:
    """One of netplan, NetworkManager and systemd-networkd.

    *owned* says of a file in its directory whether it is removed where it is not wanted. *commands* have a network
    read from the files, of which some links are present already.
    """

    files: Callable[[Network], dict[str, str]]
    directory: str
    owned: Callable[[str], bool]
    mode: int
    commands: Callable[[Network, Collection[str]], list[list[str]]]


def _networkd(_network: Network, present: Collection[str]) -> list[list[str]]:
    reconfigure = ["networkctl", "reconfigure", *sorted(present)]
    return [["systemctl", "start", "systemd-networkd"], ["networkctl", "reload"], reconfigure]


def _networkmanager(network: Network, _present: Collection[str]) -> list[list[str]]:
    up = [["nmcli", "connection", "up", "id", name] for name in networkmanager.profiles(network)]
    return [["nmcli", "connection", "reload"], *up]


MANAGERS = {
    # Files of netplan add up, so those of others would leave their addresses.
    "netplan": Manager(
        netplan.files,
        netplan.DIRECTORY,
        lambda path: path.endswith(".yaml"),
        0o600,
        lambda _network, _present: [["netplan", "apply"]],
    ),
    # Of the profiles of a link one is in use, so those of others may stay.
    "NetworkManager": Manager(
        networkmanager.files,
        networkmanager.DIRECTORY,
        lambda path: path.startswith(f"{networkmanager.DIRECTORY}/{networkmanager.PREFIX}"),
        0o600,
        _networkmanager,
    ),
    "networkd": Manager(
        networkd.files,
        networkd.DIRECTORY,
        lambda path: path.startswith(f"{networkd.DIRECTORY}/{networkd.PREFIX}"),
        0o644,
        _networkd,
    ),
}


def wanted_files(manager: Manager, network: Network, has_cloud_init: bool) -> dict[str, str]:
    """Return the files that the host should have, by their paths."""
    silence = {CLOUD_INIT_FILE: "network: {config: disabled}\n"} if has_cloud_init else {}
    return {**manager.files(network), **silence}


@dataclass(frozen=True)
class Change:
    """A file before and after; None is none."""

    path: str
    before: str | None
    after: str | None

    def as_line(self) -> str:
        """Return the change as a line for people."""
        sign = "+" if self.before is None else "-" if self.after is None else "~"
        return f"{sign} {self.path}"


def changes(wanted: dict[str, str], found: dict[str, str]) -> list[Change]:
    """Return what leads from the files *found* to those *wanted*."""
    every = [Change(path, found.get(path), wanted.get(path)) for path in sorted({*wanted, *found})]
    return [one for one in every if one.before != one.after]


def devices(paths: Iterable[str]) -> set[str]:
    """Return the bonds and VLANs that networkd's files at *paths* make; the others keep account themselves."""
    return {device for device in map(networkd.device, paths) if device}
