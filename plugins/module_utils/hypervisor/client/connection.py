# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A connection to libvirt, and its errors in an operator's words."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Callable

libvirt: Any
try:
    libvirt = importlib.import_module("libvirt")
except ImportError as error:
    libvirt = None
    IMPORT_ERROR: ImportError | None = error
else:
    IMPORT_ERROR = None


class HypervisorError(Exception):
    """What went wrong, in one line that says what to do."""


# libvirt would print each error on stderr beside raising it.
if libvirt is not None:
    libvirt.registerErrorHandler(lambda _context, _error: None, None)

_HINTS = {
    "ssh": "check that ssh to the host works without a password and that its user may use libvirt (group libvirt)",
    "tls": "check the host's port 16514, and the certificates in /etc/pki/libvirt and /etc/pki/CA",
    "tcp": "check the host's port 16509 and that its daemon listens",
    "unix": "check that libvirtd (or virtqemud) runs and that this user may use its socket (group libvirt)",
}

_ADVICE = {
    "missing backend for pool type": "install the hypervisor's package libvirt-daemon-driver-storage-... of that type",
}


@contextmanager
def connection(uri: str, readonly: bool = False) -> Iterator[Any]:
    """An open connection; HypervisorError says what to check where the hypervisor is out of reach."""
    try:
        opened = libvirt.openReadOnly(uri) if readonly else libvirt.open(uri)
    except libvirt.libvirtError as error:
        raise HypervisorError(f"cannot reach {uri}: {message(error)}; {_HINTS[_transport(uri)]}") from error
    try:
        yield opened
    finally:
        opened.close()


def message(error: Exception) -> str:
    """Libvirt's own message in one line, and what to do where that is known."""
    text = " ".join(str(error).split())
    return text + next((f"; {advice}" for part, advice in _ADVICE.items() if part in text), "")


@contextmanager
def explained() -> Iterator[None]:
    """Libvirt's errors as HypervisorError."""
    try:
        yield
    except libvirt.libvirtError as error:
        raise HypervisorError(message(error)) from error


def code(error: Any) -> int:
    return error.get_error_code()


def lookup(function: Callable[[str], Any], name: str, missing: str) -> Any:
    """What ``function`` finds by name, or None; ``missing`` names libvirt's error code for absence."""
    try:
        return function(name)
    except libvirt.libvirtError as error:
        if code(error) == getattr(libvirt, missing):
            return None
        raise


def all_of(listing: Callable[[], list[Any]]) -> list[Any]:
    """What *listing* returns; nothing from a daemon that has no driver for such things."""
    try:
        return listing()
    except libvirt.libvirtError as error:
        if code(error) != libvirt.VIR_ERR_NO_SUPPORT:
            raise
        return []


def stored_xml(thing: Any, flag: str) -> str:
    """The stored (not the running) XML; from drivers that cannot tell them apart, the only one there is."""
    try:
        return thing.XMLDesc(getattr(libvirt, flag))
    except libvirt.libvirtError as error:
        if code(error) not in (libvirt.VIR_ERR_INVALID_ARG, libvirt.VIR_ERR_NO_SUPPORT):
            raise
        return thing.XMLDesc()


def _transport(uri: str) -> str:
    scheme, _colon, rest = uri.partition("://")
    _driver, _plus, transport = scheme.partition("+")
    if transport in ("ssh", "libssh", "libssh2"):
        return "ssh"
    if transport in _HINTS:
        return transport
    return "tls" if rest.partition("/")[0] else "unix"
