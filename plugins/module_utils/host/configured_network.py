# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A host's network against what it should be: compared, tried, and proved."""

from __future__ import annotations

import os
import re
import time
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.network import Network, links
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.host_network import networkmanager
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.host_network.managers import (
    CLOUD_INIT,
    CLOUD_INIT_FILE,
    MANAGERS,
    Change,
    Manager,
    changes,
    devices,
    wanted_files,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.host_network.unmet import card_faults, unmet
from ansible_collections.stackwright.cloud.plugins.module_utils.host import checkpoint, network
from ansible_collections.stackwright.cloud.plugins.module_utils.host.links import claimed, ipv4, live
from ansible_collections.stackwright.cloud.plugins.module_utils.host.settings import text
from ansible_collections.stackwright.cloud.plugins.module_utils.host.system import output, read

IFUPDOWN = "/etc/network/interfaces"
# Seconds that links may take to come up and be given addresses.
SETTLING = 20


def manager_name() -> str | None:
    """Return what manages the host's network, None where that is nothing known here."""
    if output("sh", "-c", "command -v netplan") and any(name.endswith(".yaml") for name in _listed("/etc/netplan")):
        return "netplan"
    if _runs_networkmanager():
        return "NetworkManager"
    return "networkd" if output("systemctl", "is-active", "systemd-networkd") else None


def _runs_networkmanager() -> bool:
    return os.path.isdir("/etc/NetworkManager") and bool(output("systemctl", "is-active", "NetworkManager"))


class ConfiguredNetwork:
    """The network of this host as *wanted*, kept by *manager*."""

    def __init__(self, wanted: Network, manager: str) -> None:
        """Look at the host."""
        self._wanted = wanted
        self._is_networkmanagers = manager == "NetworkManager"
        self._manager: Manager = MANAGERS[manager]
        self._live = live()
        self._found = self._files()
        self._files_wanted = wanted_files(self._manager, wanted, os.path.isdir(CLOUD_INIT))
        self.changes: list[Change] = changes(self._files_wanted, self._found)
        #: What the host lacks although its files may be right.
        self.unmet = unmet(wanted, self._live)

    def faults(self) -> list[str]:
        """Return why the network cannot be as wanted: cards, other managers, addresses of others."""
        found = card_faults(self._wanted, self._live)
        if self._is_networkmanagers:
            found += self._external_faults()
        elif _runs_networkmanager():
            found.append("NetworkManager runs on this host, and would have another say; disable it first")
        stanzas = re.findall(r"^\s*iface\s+(\S+)", read(IFUPDOWN) or "", flags=re.MULTILINE)
        named = [link["name"] for link in links(self._wanted) if link["name"] in stanzas]
        found += [f"{name} is in {IFUPDOWN} (ifupdown) too; remove it there first" for name in named]
        return found or self._claimed()

    def begin(self, timeout: int) -> None:
        """Write and apply it, to be taken back after *timeout* seconds."""
        before, after = devices(self._found), devices(self._files_wanted)
        present = {link["name"] for link in links(self._wanted)} & {*self._live}
        checkpoint.begin(
            self.changes,
            self._manager.mode,
            self._manager.commands(self._wanted, present),
            gone=before - after,
            made=after - before,
            timeout=timeout,
        )

    def proved(self) -> list[str]:
        """Return what the host lacks once its links have had time to settle, as sentences."""
        deadline = time.monotonic() + SETTLING
        while (lacking := unmet(self._wanted, live())) and time.monotonic() < deadline:
            time.sleep(0.5)
        self._live = live()
        return lacking or self._claimed() or self._gateway_faults()

    def _external_faults(self) -> list[str]:
        external = networkmanager.external(output("nmcli", "--terse", "--fields=DEVICE,STATE", "device") or "")
        return [
            f"{name}: no profile of NetworkManager has its addresses, so a change could not be taken back; keep them "
            f"first: nmcli connection modify {name} connection.autoconnect yes"
            for name in (link["name"] for link in links(self._wanted))
            if name in external
        ]

    def _files(self) -> dict[str, str]:
        paths = (os.path.join(self._manager.directory, name) for name in _listed(self._manager.directory))
        owned = [path for path in paths if self._manager.owned(path)]
        every = {path: text(path) for path in [*owned, CLOUD_INIT_FILE]}
        return {path: content for path, content in every.items() if content is not None}

    def _claimed(self) -> list[str]:
        """Return the addresses that other machines have, on links that are up."""
        found = []
        for link in links(self._wanted):
            interface = self._live.get(link["name"])
            addresses = ipv4(link.get("addresses", []))
            if not interface or interface["state"] == "DOWN" or not addresses:
                continue
            for address, mac in claimed(link["name"], interface["current"], addresses).items():
                found.append(f"{link['name']}: another machine, {mac}, has {address} already")
        return found

    def _gateway_faults(self) -> list[str]:
        gateways = {link["gateway"]: link["name"] for link in links(self._wanted) if "gateway" in link}
        answering = {one["address"] for one in network.taken(list(gateways), network.interfaces())}
        return [
            f"{name}: nobody answers at its gateway {gateway}"
            for gateway, name in gateways.items()
            if gateway not in answering
        ]


def _listed(directory: str) -> list[str]:
    return sorted(os.listdir(directory)) if os.path.isdir(directory) else []


def diff(every: list[Change]) -> list[dict[str, Any]]:
    """Return the files that change, before and after."""
    return [
        {
            "before": one.before or "",
            "after": one.after or "",
            "before_header": one.path,
            "after_header": one.path,
        }
        for one in every
    ]
