# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Images from files and servers, read once, with their checksums verified as they pass."""

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
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.image import (
    HEADER_SIZE,
    identify,
    split_checksum,
)

PIECE = 1024 * 1024
TIMEOUT = 60  # seconds without an answer from the server


class ImageStream:
    """An image that is read from its start, once.

    size: in bytes, None where the server does not say; header: its first bytes.
    """

    def __init__(self, source: str, file: Any, size: int | None, checksum: str | None) -> None:
        self.source = source
        self.size = size
        self._file = file
        algorithm, self._wanted = split_checksum(checksum) if checksum else ("sha256", "")
        self._digest = hashlib.new(algorithm)
        self.header: bytes = self._read(HEADER_SIZE)

    def pieces(self) -> Iterator[bytes]:
        """All of the image; at its end HypervisorError where its size or checksum is another."""
        passed, piece = 0, self.header
        while piece:
            self._digest.update(piece)
            passed += len(piece)
            yield piece
            piece = self._read(PIECE)
        if self.size is not None and passed != self.size:
            raise HypervisorError(f"{self.source} ended after {passed} of {self.size} bytes")
        if self._wanted not in ("", self._digest.hexdigest()):
            raise HypervisorError(f"the checksum of {self.source} is {self._digest.hexdigest()}, not {self._wanted}")

    def _read(self, size: int) -> bytes:
        try:
            return self._file.read(size)
        except OSError as error:
            raise HypervisorError(f"cannot read {self.source}: {error}") from error


@contextmanager
def opened(source: str, checksum: str | None = None) -> Iterator[ImageStream]:
    """The image of a file or a URL."""
    with _open(source) as file:
        yield ImageStream(source, file, _size(file), checksum)


def _open(source: str) -> Any:
    try:
        return open_url(source, timeout=TIMEOUT) if "://" in source else open(source, "rb")
    except OSError as error:
        raise HypervisorError(f"cannot read {source}: {error}") from error


def _size(file: Any) -> int | None:
    if not hasattr(file, "headers"):
        return os.fstat(file.fileno()).st_size
    length = file.headers.get("Content-Length")
    return int(length) if length and not file.headers.get("Content-Encoding") else None


@contextmanager
def fitting(stream: ImageStream, raw_only: bool, directory: str) -> Iterator[ImageStream]:
    """The stream itself where it can be sent as it is, else one of a local copy, which is gone afterwards."""
    convert = raw_only and identify(stream.header, 0).format != "raw"
    if stream.size is not None and not convert:
        yield stream
        return
    with tempfile.NamedTemporaryFile(dir=directory) as whole, tempfile.NamedTemporaryFile(dir=directory) as raw:
        for piece in stream.pieces():
            whole.write(piece)
        whole.flush()
        if convert:
            _make_raw(whole.name, raw.name)
        with opened(raw.name if convert else whole.name) as copy:
            yield copy


def _make_raw(image: str, raw: str) -> None:
    try:
        subprocess.run(["qemu-img", "convert", "-O", "raw", image, raw], check=True, capture_output=True)
    except FileNotFoundError as error:
        raise HypervisorError("to convert the image, install qemu-utils on the host that runs the module") from error
    except subprocess.CalledProcessError as error:
        raise HypervisorError(f"cannot convert the image: {error.stderr.decode().strip()}") from error
