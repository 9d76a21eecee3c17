# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Fingerprints of passwords: Ironic never tells a BMC's password, and a changed one must be noticed."""

from __future__ import annotations

import hashlib
from functools import cache

# scrypt (RFC 7914) at 16 MiB and about 50 ms: a fingerprint is no use to those who may read nodes.
COST, BLOCK = 2**14, 8


@cache
def fingerprint(password: str, salt: str) -> str:
    """Return what tells *password* from another; *salt* is in it."""
    digest = hashlib.scrypt(password.encode(), salt=salt.encode(), n=COST, r=BLOCK, p=1, dklen=16)
    return f"{salt}${digest.hex()}"


def fits(password: str, known: str) -> bool:
    """Return whether *known* is a fingerprint of *password*."""
    salt, separator, _digest = known.partition("$")
    return bool(separator) and fingerprint(password, salt) == known
