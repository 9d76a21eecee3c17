# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What RabbitMQ stores: passwords, and queues."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection
from dataclasses import dataclass

SALT_BYTES = 4


@dataclass(frozen=True)
class Queue:
    """A queue, by its virtual host and its name there."""

    vhost: str
    name: str

    def of_host(self, host: str) -> bool:
        """Tell whether oslo.messaging made it for a process on *host*: for calls to it, or for the replies to it.

        Its drivers call them `<topic>.<host>` and, with `use_queue_manager`, `reply_<host>:<process>:<number>`.
        """
        return self.name.partition(".")[2] == host or self.name.startswith(f"reply_{host}:")


def queues_of(hosts: Collection[str], queues: Collection[Queue]) -> list[Queue]:
    """Return those of *queues* that were made for *hosts*."""
    found = [queue for queue in queues if any(queue.of_host(host) for host in hosts)]
    return sorted(found, key=lambda queue: (queue.vhost, queue.name))


def password_hash(password: str) -> str:
    """Return what the broker stores for *password*: base64 of salt and salted SHA-256.

    See rabbitmq.com, "Credentials and Passwords". The salt follows from the password: a second run changes nothing.
    """
    salt = hashlib.sha256(b"stackwright" + password.encode()).digest()[:SALT_BYTES]
    return _salted(salt, password)


def _salted(salt: bytes, password: str) -> str:
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()
