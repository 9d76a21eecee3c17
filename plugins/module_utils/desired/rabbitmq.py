# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Values in RabbitMQ's own forms."""

from __future__ import annotations

import base64
import hashlib

SALT_LENGTH = 4


def password_hash(password: str) -> str:
    """Return the salted SHA-256 hash of `password` as RabbitMQ's definitions hold it.

    The form is that of RabbitMQ's guide "Passwords": base64(salt + sha256(salt + password)), with four bytes of
    salt. The salt comes from the password, so that the same password always gives the same file.
    """
    encoded = password.encode()
    salt = hashlib.sha256(b"rabbitmq" + encoded).digest()[:SALT_LENGTH]
    return base64.b64encode(salt + hashlib.sha256(salt + encoded).digest()).decode()
