# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""RabbitMQ's stored passwords (rabbitmq.com, "Credentials and Passwords": base64 of salt and salted SHA-256)."""

from __future__ import annotations

import base64
import hashlib

SALT_BYTES = 4


def password_hash(password: str) -> str:
    """Return what the broker stores for *password*; the salt follows from it, so that a second run changes nothing."""
    salt = hashlib.sha256(b"stackwright" + password.encode()).digest()[:SALT_BYTES]
    return _salted(salt, password)


def _salted(salt: bytes, password: str) -> str:
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()
