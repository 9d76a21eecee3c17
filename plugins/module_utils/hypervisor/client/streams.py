# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Bytes into a volume."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def upload(conn: Any, volume: Any, chunks: Iterable[bytes], size: int) -> None:
    """Send ``size`` bytes into the volume; on an error the stream is given up and the error raised."""
    stream = conn.newStream()
    volume.upload(stream, 0, size)
    try:
        for chunk in chunks:
            _send(stream, chunk)
        stream.finish()
    except BaseException:
        stream.abort()
        raise


def _send(stream: Any, data: bytes) -> None:
    """A stream may take less than it is given."""
    view = memoryview(data)
    while view:
        view = view[stream.send(bytes(view[: 256 * 1024])) :]
