# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Asks for an address as a machine's firmware does, and prints the offer as JSON, or null when nobody answers.

Usage: dhcp_client.py INTERFACE MAC ARCHITECTURE (RFC 4578) [ipxe]
"""

from __future__ import annotations

import json
import socket
import sys
import time

COOKIE = b"\x63\x82\x53\x63"
PATIENCE = 5  # seconds; the server looks for others with the address for three
OPTIONS = {1: "mask", 3: "router", 54: "server", 67: "file", 66: "tftp"}


def main(interface: str, mac: str, architecture: str, *flags: str) -> None:
    hardware = bytes.fromhex(mac.replace(":", ""))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode())
        link.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        link.bind(("", 68))
        link.sendto(discovery(hardware, int(architecture), "ipxe" in flags), ("255.255.255.255", 67))
        print(json.dumps(offer(link, hardware)))


def discovery(hardware: bytes, architecture: int, ipxe: bool) -> bytes:
    header = bytes([1, 1, 6, 0]) + hardware[2:] + bytes([0, 0, 0x80, 0]) + bytes(16) + hardware + bytes(10 + 192)
    options = [(53, b"\x01"), (60, b"PXEClient"), (93, architecture.to_bytes(2, "big")), (55, bytes(OPTIONS))]
    options += [(175, b"\x01\x01\x01")] if ipxe else []
    return header + COOKIE + b"".join(bytes([code, len(value)]) + value for code, value in options) + b"\xff"


def offer(link: socket.socket, hardware: bytes) -> dict[str, str] | None:
    deadline = time.monotonic() + PATIENCE
    while (left := deadline - time.monotonic()) > 0:
        link.settimeout(left)
        try:
            answer = link.recv(2048)
        except TimeoutError:
            return None
        if answer[28:34] == hardware:
            found = parsed(answer[240:])
            file = found.get("file") or answer[108:236].rstrip(b"\0").decode()
            return {**found, "address": socket.inet_ntoa(answer[16:20]), "file": file}
    return None


def parsed(options: bytes) -> dict[str, str]:
    found = {}
    while options and options[0] != 255:
        code, length = options[0], options[1]
        value, options = options[2 : 2 + length], options[2 + length :]
        if code in OPTIONS:
            texts = code in (66, 67)
            found[OPTIONS[code]] = value.rstrip(b"\0").decode() if texts else socket.inet_ntoa(value[:4])
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
