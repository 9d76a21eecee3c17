# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The cloud's secrets: what each kind looks like, how one is made, and which are lacking.

A secret has a name (``glance_database_password``) and a kind:

=============== ========================================================================
``password``    32 letters and digits, so that it needs no quoting in URLs and INI files
``uuid``        a random UUID
``hex32``       32 hexadecimal digits
``base64_32``   32 random bytes in base64
``fernet_keys`` the keys of a Keystone repository: staged first, primary last
``ssh_key``     a mapping with ``private`` (OpenSSH, ed25519) and ``public``
=============== ========================================================================
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import secrets
import string
import uuid
from collections.abc import Callable, Mapping
from typing import Any

Secret = Any  # str; a list of str for fernet_keys; a mapping of str to str for ssh_key

_ALPHABET = string.ascii_letters + string.digits


def _password() -> str:
    return "".join(secrets.choice(_ALPHABET) for _position in range(32))


def _fernet_keys() -> list[str]:
    """Make a staged and a primary key, as ``keystone-manage fernet_setup`` leaves a repository."""
    return [base64.urlsafe_b64encode(secrets.token_bytes(32)).decode() for _key in range(2)]


def _ssh_key() -> dict[str, str]:
    # Only the controller makes keys; managed hosts need no cryptography library.
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ed25519

    key = ed25519.Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    return {"private": private.decode(), "public": public.decode()}


_GENERATORS: dict[str, Callable[[], Secret]] = {
    "password": _password,
    "uuid": lambda: str(uuid.uuid4()),
    "hex32": lambda: secrets.token_hex(16),
    "base64_32": lambda: base64.b64encode(secrets.token_bytes(32)).decode(),
    "fernet_keys": _fernet_keys,
    "ssh_key": _ssh_key,
}

KINDS = tuple(_GENERATORS)


def generate(kind: str) -> Secret:
    """Make a new secret of ``kind``; raises ``KeyError`` for a kind that is not in ``KINDS``."""
    return _GENERATORS[kind]()


def stand_in(name: str, kind: str) -> Secret:
    """Return what check mode puts in place of secret *name* that is still to be made: of its form, always the same."""
    digest = hashlib.sha256(name.encode()).digest()
    key = base64.urlsafe_b64encode(digest).decode()
    of_kind: dict[str, Secret] = {
        "uuid": str(uuid.UUID(bytes=digest[:16])),
        "base64_32": base64.b64encode(digest).decode(),
        "fernet_keys": [key, key],
        "ssh_key": {"private": key, "public": key},
    }
    return of_kind.get(kind, digest.hex()[:32])


def missing(required: Mapping[str, str], existing: Mapping[str, Secret]) -> list[str]:
    """Return the names of ``required`` (name to kind) that ``existing`` lacks, sorted."""
    return sorted(set(required) - set(existing))


def faults(required: Mapping[str, str], existing: Mapping[str, Secret]) -> dict[str, str]:
    """Say what is wrong with the existing secrets: name to problem, without ever quoting a value."""
    found = {}
    for name in sorted(set(required) & set(existing)):
        problem = _fault(required[name], existing[name])
        if problem:
            found[name] = problem
    return found


def _fault(kind: str, value: Secret) -> str | None:
    if kind == "fernet_keys":
        return _fernet_fault(value)
    if kind == "ssh_key":
        complete = isinstance(value, Mapping) and all(
            isinstance(value.get(part), str) for part in ("private", "public")
        )
        return None if complete else "must be a mapping with the texts 'private' and 'public'"
    if not isinstance(value, str):
        return f"must be a text and is {_type_name(value)}; put it in quotes"
    if not value:
        return "must not be empty"
    return _TEXT_FAULTS[kind](value) if kind in _TEXT_FAULTS else None


def _fernet_fault(value: Secret) -> str | None:
    keys = value if isinstance(value, list) else []
    if keys and all(isinstance(key, str) and _decoded_length(key, urlsafe=True) == 32 for key in keys):
        return None
    return "must be a list of fernet keys, each 32 bytes in URL-safe base64"


def _uuid_fault(value: str) -> str | None:
    try:
        uuid.UUID(value)
    except ValueError:
        return "must be a UUID"
    return None


def _hex_fault(value: str) -> str | None:
    return None if re.fullmatch("[0-9a-fA-F]{32}", value) else "must be 32 hexadecimal digits"


def _base64_fault(value: str) -> str | None:
    return None if _decoded_length(value) == 32 else "must be 32 bytes in base64"


_TEXT_FAULTS = {"uuid": _uuid_fault, "hex32": _hex_fault, "base64_32": _base64_fault}


def _decoded_length(value: str, urlsafe: bool = False) -> int | None:
    try:
        return len(base64.b64decode(value, altchars=b"-_" if urlsafe else None, validate=True))
    except (binascii.Error, ValueError):
        return None


def _type_name(value: Secret) -> str:
    names = {bool: "a boolean", int: "a number", float: "a number", list: "a list", type(None): "empty"}
    return names.get(type(value), "a mapping" if isinstance(value, Mapping) else f"of type {type(value).__name__}")
