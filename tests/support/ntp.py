# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The network time protocol (RFC 5905), as little of it as asking and answering takes."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

PORT = 123
EPOCH = 2208988800  # seconds from NTP's to Unix's
ASK, ANSWER = 0x23, 0x24  # version 4, modes 3 and 4


def asked(address: str) -> tuple[int, float]:
    """Return the stratum of the server at *address*, and by how many seconds it is ahead; raises OSError."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.settimeout(3)
        link.sendto(bytes([ASK]) + bytes(47), (address, PORT))
        answer = link.recv(512)
    return answer[1], _seconds(answer[40:48]) - time.time()


@contextmanager
def clock(address: str, ahead: float) -> Iterator[None]:
    """Run a server of stratum 1 at *address* whose clock is *ahead* by so many seconds."""

    class Answer(socketserver.DatagramRequestHandler):
        def handle(self) -> None:
            question, now = self.rfile.read(), time.time() + ahead
            head = struct.pack("!BBbbII4s", ANSWER, 1, 6, -20, 1, 1, b"GPS")
            times = _stamp(now - 1) + question[40:48] + _stamp(now) + _stamp(time.time() + ahead)
            self.wfile.write(head + times)

    with socketserver.UDPServer((address, PORT), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


def _stamp(seconds: float) -> bytes:
    return struct.pack("!II", int(seconds) + EPOCH, int(seconds % 1 * 2**32))


def _seconds(stamp: bytes) -> float:
    whole, part = struct.unpack("!II", stamp)
    return float(whole - EPOCH + part / 2**32)
