# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Open vSwitch's bridges of a host, named from the copy of its database, and removed, its daemon alive or not."""

from __future__ import annotations

import json
import os
import subprocess

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.container import DATA_ROOT
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.model import Data
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import EngineError, Podman

DATABASE = f"{DATA_ROOT}/openvswitch/conf.db"
SERVER = "openvswitch_db"
DAEMONS = (SERVER, "openvswitch_vswitchd")
# The device that the userspace datapath makes for itself.
DATAPATH = "ovs-netdev"


def bridges() -> list[str]:
    """Return the names of the bridges that this host's Open vSwitch has, or had before."""
    try:
        with open(DATABASE, encoding="utf-8") as file:
            return bridge_names(file.read())
    except FileNotFoundError:
        return []


def devices(names: list[str]) -> list[str]:
    """Return which of *names* are devices of this host: the database keeps bridges that are long gone."""
    return [name for name in names if os.path.exists(f"/sys/class/net/{name}")]


def bridge_names(database: str) -> list[str]:
    """Return all names of bridges in the text of an OVSDB file (RFC 7047's rows, a transaction a line), sorted."""
    transactions = [json.loads(line) for line in database.splitlines() if line.startswith("{")]
    rows = [row for transaction in transactions for row in transaction.get("Bridge", {}).values()]
    return sorted({row["name"] for row in rows if row and "name" in row})


def release(engine: Podman, names: list[str]) -> None:
    """Have the daemon remove bridges *names*, if it runs: it gives their ports and its datapath back to the host.

    With them goes the host's part in OVN, which its database, that is data, would keep: whether it was drained.
    """
    if not engine.state(SERVER)["Running"]:
        return
    try:
        commands = [word for name in names for word in ("--", "--if-exists", "del-br", name)]
        engine.execute(
            SERVER, ["ovs-vsctl", "--timeout=20", *commands, "--", "clear", "Open_vSwitch", ".", "external_ids"]
        )
    except EngineError:
        # Its database runs without the daemon, which `remove_devices` is for.
        return


def remove_devices(names: list[str]) -> None:
    """Remove the devices of bridges *names* that a killed daemon left, for its taps outlive it."""
    if not names:
        return
    listing = subprocess.run(
        ["ip", "-details", "-json", "link", "show", "type", "tun"], check=True, capture_output=True, text=True
    )
    for device in abandoned(json.loads(listing.stdout or "[]"), {*names, DATAPATH}):
        subprocess.run(["ip", "link", "delete", "dev", device], check=True, capture_output=True)


def abandoned(links: list[Data], names: set[str]) -> list[str]:
    """Return which of *names* are among *links* (of `ip -details -json link`) as persistent taps that nobody holds."""
    return [
        link["ifname"]
        for link in links
        if link.get("ifname") in names
        and link["linkinfo"]["info_data"].get("persist")
        and "LOWER_UP" not in link["flags"]
    ]
