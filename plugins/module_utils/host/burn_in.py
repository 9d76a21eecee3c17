# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Keeps a host busy, and reads what its kernel counts meanwhile."""

from __future__ import annotations

import glob
import json
import os
import subprocess
import time

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.burn_in import Ended, Host
from ansible_collections.stackwright.cloud.plugins.module_utils.host import system

MIB = 2**20
# Where the kernel counts what `desired.baremetal.burn_in.COUNTERS` means.
COUNTERS = {
    "throttled": ("/sys/devices/system/cpu/cpu*/thermal_throttle/core_throttle_count",),
    "corrected": ("/sys/devices/system/edac/mc/mc*/ce_count",),
    "uncorrected": ("/sys/devices/system/edac/mc/mc*/ue_count",),
    "packets": (
        "/sys/class/net/*/device/net/*/statistics/rx_errors",
        "/sys/class/net/*/device/net/*/statistics/tx_errors",
    ),
}
# Seconds that programs take for themselves, and that a neighbour may need to listen.
GRACE, PATIENCE = 300, 30


def host(directory: str, peer: str) -> Host:
    """Return what a burn-in has to know of this host, with files in *directory* and traffic to *peer*."""
    return Host(
        cpus=os.cpu_count() or 1,
        free_memory=system.memory()["available"] * MIB,
        free_disk=system.disk(directory)["free"] * MIB,
        directory=directory,
        disks=tuple(_disks()),
        peer=peer,
        speed=_speed(peer) if peer else None,
    )


def _disks() -> list[str]:
    """Return the devices of the disks, removable ones left out, and what a container sees of the disks around it."""
    names = sorted(path.split("/")[3] for path in glob.glob("/sys/block/*/device"))
    fixed = [name for name in names if system.read(f"/sys/block/{name}/removable") == "0"]
    return [
        f"/dev/{name}" for name in fixed if system.read(f"/sys/block/{name}/size") != "0" and _allowed(f"/dev/{name}")
    ]


def _allowed(device: str) -> bool:
    try:
        os.close(os.open(device, os.O_RDONLY))
    except PermissionError:
        return False
    except OSError:
        pass  # a fault of the disk, to be told of it
    return True


def _speed(peer: str) -> int | None:
    """Return the speed in Mbit/s of the link by which *peer* is reached; None where it tells none, as virtual ones."""
    routes = json.loads(system.output("ip", "-json", "route", "get", peer) or "[]")
    speed = system.read(f"/sys/class/net/{routes[0]['dev']}/speed") if routes else None
    return int(speed) if speed and int(speed) > 0 else None


def counters() -> dict[str, int]:
    """Return what the kernel has counted until now."""
    found = {name: [path for pattern in patterns for path in glob.glob(pattern)] for name, patterns in COUNTERS.items()}
    return {name: sum(int(system.read(path) or 0) for path in paths) for name, paths in found.items()}


def kept_busy(command: list[str], seconds: int) -> Ended:
    """Run *command*, which works for *seconds*, and return how it ended; raise FileNotFoundError without it."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + GRACE, check=False)
        except subprocess.TimeoutExpired:
            return Ended(1, "", f"{command[0]} has not ended {GRACE} s after its time")
        if "unable to connect" not in done.stdout or time.monotonic() > deadline:
            return Ended(done.returncode, done.stdout, done.stderr)
        time.sleep(1)
