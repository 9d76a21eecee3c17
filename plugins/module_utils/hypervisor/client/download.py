# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""An image as a local file, with its checksum verified, and raw where need be."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ansible.module_utils.urls import open_url
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import HypervisorError

CHUNK = 1024 * 1024
TIMEOUT = 60  # seconds without an answer from the server


@contextmanager
def local(source: str | None, checksum: str | None, directory: str) -> Iterator[str | None]:
    """The path of the image, None without a source; a downloaded one is gone afterwards."""
    digest = _hash(checksum)
    if source is None or "://" not in source:
        if source and not os.path.isfile(source):
            raise HypervisorError(f"there is no image {source} on the host that runs the module")
        if source and checksum:
            with open(source, "rb") as file:
                _verify(source, checksum, _copy(file, None, digest))
        yield source
        return
    with tempfile.NamedTemporaryFile(dir=directory) as file:
        try:
            with open_url(source, timeout=TIMEOUT) as response:
                found = _copy(response, file, digest)
        except OSError as error:
            raise HypervisorError(f"cannot download {source}: {error}") from error
        file.flush()
        _verify(source, checksum, found)
        yield file.name


def _hash(checksum: str | None) -> Any:
    algorithm = (checksum or "sha256").partition(":")[0]
    try:
        return hashlib.new(algorithm)
    except ValueError as error:
        raise HypervisorError(f"{algorithm} is not a checksum's algorithm; write it as sha256:<digest>") from error


def _copy(origin: Any, target: Any, digest: Any) -> str:
    """Copy in pieces; returns the digest of what passed."""
    for piece in iter(lambda: origin.read(CHUNK), b""):
        digest.update(piece)
        if target is not None:
            target.write(piece)
    return digest.hexdigest()


def _verify(source: str, checksum: str | None, digest: str) -> None:
    wanted = (checksum or "").partition(":")[2]
    if checksum and wanted.lower() != digest:
        raise HypervisorError(f"the checksum of {source} is {digest}, not {wanted}")


@contextmanager
def as_raw(image: str) -> Iterator[str]:
    """The path of a raw copy of an image, which is gone afterwards."""
    with tempfile.NamedTemporaryFile(dir=os.path.dirname(image)) as file:
        try:
            subprocess.run(["qemu-img", "convert", "-O", "raw", image, file.name], check=True, capture_output=True)
        except FileNotFoundError as error:
            raise HypervisorError(
                "to convert the image, install qemu-utils on the host that runs the module"
            ) from error
        except subprocess.CalledProcessError as error:
            raise HypervisorError(f"cannot convert the image: {error.stderr.decode().strip()}") from error
        yield file.name
