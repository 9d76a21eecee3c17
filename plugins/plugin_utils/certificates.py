# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The certificates on the controller: ``pki/`` in the cloud's directory.

``ca.pem`` (and ``ca.key`` where the authority is ours), ``cloud.pem`` and ``cloud.key`` for the cloud's endpoints,
``hosts/NAME.pem`` and ``hosts/NAME.key`` for each host.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress

from ansible.errors import AnsibleError
from ansible_collections.stackwright.cloud.plugins.plugin_utils import private_files
from ansible_collections.stackwright.cloud.plugins.plugin_utils.x509 import Pair

AUTHORITY = "ca"
CLOUD = "cloud"
# What `load` returns.
PARTS = ("ca", "certificate", "key", "host_certificate", "host_key")


class CertificateError(AnsibleError):
    """A certificate or key cannot be used; the message says what to do."""


def host_name(host: str) -> str:
    """Return the name under which the certificate of inventory host ``host`` is kept."""
    return f"hosts/{host}"


def stand_in(name: str) -> dict[str, str]:
    """Return what check mode puts in place of the pair ``name`` that is still to be made."""
    return {half: f"the {half} of {name}, which is still to be made\n" for half in ("certificate", "key")}


def load(directory: str, host: str, stand_ins: Mapping[str, dict[str, str]] | None = None) -> dict[str, str]:
    """Return what the services of ``host`` need, as PEM texts; raises ``CertificateError`` before role ``pki`` ran.

    ``ca``: the authorities to trust; ``certificate`` and ``key``: of the cloud's endpoints;
    ``host_certificate`` and ``host_key``: of the host itself. ``stand_ins`` are for those that are still to be made.
    """
    store = CertificateStore(directory)
    planned = {name: Pair(**texts) for name, texts in (stand_ins or {}).items()}
    cloud, own = (planned.get(name) or store.read(name) for name in (CLOUD, host_name(host)))
    authority = planned[AUTHORITY].certificate if AUTHORITY in planned else store.read_text(f"{AUTHORITY}.pem")
    if authority is None or cloud is None or own is None:
        raise CertificateError(
            f"{store.directory} lacks the certificates of {host}. Run role stackwright.cloud.pki first."
        )
    return dict(zip(PARTS, (authority, cloud.certificate, cloud.key, own.certificate, own.key), strict=True))


class CertificateStore:
    """``pki/`` in ``directory``; pairs are named without their suffix."""

    def __init__(self, directory: str) -> None:
        self.directory = os.path.join(os.path.expanduser(directory), "pki")

    def read_text(self, name: str) -> str | None:
        """Return the text of file ``name``, or ``None`` where there is none."""
        with suppress(FileNotFoundError), open(self._path(name), encoding="utf-8") as file:
            return file.read()
        return None

    def read(self, name: str) -> Pair | None:
        """Return the pair ``name``, or ``None`` where either half is not there."""
        certificate, key = self.read_text(f"{name}.pem"), self.read_text(f"{name}.key")
        return Pair(certificate, key) if certificate and key else None

    def write(self, name: str, pair: Pair) -> None:
        """Keep ``pair`` as ``name``. A run killed in between leaves a pair that does not match, which is made anew."""
        self._write(f"{name}.key", pair.key, 0o600)
        self.write_certificate(name, pair.certificate)

    def write_certificate(self, name: str, certificate: str) -> None:
        """Keep ``certificate`` as ``name``, without a key."""
        self._write(f"{name}.pem", certificate, 0o644)

    def _write(self, name: str, text: str, mode: int) -> None:
        private_files.make_directory(os.path.dirname(self._path(name)))
        private_files.write(self._path(name), text.encode(), mode)

    def _path(self, name: str) -> str:
        return os.path.join(self.directory, name)
