# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Who listens on which port of this host, from /proc (proc(5)). Needs root to see other users' processes."""

from __future__ import annotations

import ipaddress
import json
import os
import re

from ansible_collections.stackwright.cloud.plugins.module_utils.host.system import output, read

TCP_LISTEN = "0A"
UDP_UNCONNECTED = "07"
_CONTAINER = re.compile(r"libpod-(?:payload-)?([0-9a-f]{64})")
_PARENT = re.compile(r"^PPid:\s+(\d+)$", re.MULTILINE)


def listeners(label: str) -> list[dict]:
    """Return each listening socket: protocol, address, port, process, and the container with its value of *label*."""
    sockets = _sockets()
    processes = _holders({inode for inode, _socket in sockets})
    identifiers = {inode: _container_id(pid) or "" for inode, pid in processes.items()}
    containers = _containers(label) if any(identifiers.values()) else {}
    found = []
    for inode, entry in sockets:
        pid = processes.get(inode)
        container = containers.get(identifiers.get(inode, ""), {})
        found.append({**entry, "process": read(f"/proc/{pid}/comm") if pid else None, **container})
    unique = {(entry["protocol"], entry["address"], entry["port"], entry["process"]): entry for entry in found}
    return list(unique.values())


def _sockets() -> list[tuple[str, dict]]:
    found = []
    for table, state in (
        ("tcp", TCP_LISTEN),
        ("tcp6", TCP_LISTEN),
        ("udp", UDP_UNCONNECTED),
        ("udp6", UDP_UNCONNECTED),
    ):
        for line in (read(f"/proc/net/{table}") or "").splitlines()[1:]:
            words = line.split()
            if words[3] == state:
                address, port = words[1].split(":")
                entry = {"protocol": table[:3], "address": _address(address), "port": int(port, 16)}
                found.append((words[9], entry))
    return found


def _address(text: str) -> str:
    """Return the address that the kernel prints as 32-bit words in the machine's order."""
    words = [bytes.fromhex(text[start : start + 8]) for start in range(0, len(text), 8)]
    data = b"".join(word[::-1] for word in words) if _LITTLE_ENDIAN else b"".join(words)
    address = ipaddress.ip_address(data)
    return str(getattr(address, "ipv4_mapped", None) or address)


_LITTLE_ENDIAN = memoryview(b"\x01\x00").cast("H")[0] == 1


def _holders(inodes: set[str]) -> dict[str, int]:
    """Return the process that holds each of the sockets *inodes*."""
    found: dict[str, int] = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        for inode in _socket_inodes(pid) & inodes:
            found.setdefault(inode, int(pid))
    return found


def _socket_inodes(pid: str) -> set[str]:
    found = set()
    try:
        for descriptor in os.scandir(f"/proc/{pid}/fd"):
            target = os.readlink(descriptor.path)
            if target.startswith("socket:["):
                found.add(target[8:-1])
    except OSError:
        return found  # the process ended meanwhile
    return found


def _container_id(process: int) -> str | None:
    """Return the container of *process* or, as libvirtd leaves its container's cgroup, of its nearest ancestor."""
    pid: int | None = process
    while pid:
        if match := _CONTAINER.search(read(f"/proc/{pid}/cgroup") or ""):
            return match.group(1)
        parent = _PARENT.search(read(f"/proc/{pid}/status") or "")
        pid = int(parent.group(1)) if parent else None
    return None


def _containers(label: str) -> dict[str, dict]:
    listing = json.loads(output("podman", "ps", "--format=json") or "[]")
    return {
        item["Id"]: {"container": item["Names"][0], "label": (item.get("Labels") or {}).get(label)} for item in listing
    }
