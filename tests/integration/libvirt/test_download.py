# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Images from files and servers, with their checksums."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import HypervisorError
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.download import local

CONTENT = b"an image" * 100_000
SHA256 = f"sha256:{hashlib.sha256(CONTENT).hexdigest()}"


@pytest.fixture
def source(tmp_path: Path) -> Iterator[str]:
    """The URL of an image."""
    (tmp_path / "image.raw").write_bytes(CONTENT)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/image.raw"
    server.shutdown()


def test_an_image_is_downloaded_verified_and_gone_afterwards(source: str, tmp_path: Path) -> None:
    with local(source, SHA256, str(tmp_path)) as path:
        assert path is not None
        assert Path(path).read_bytes() == CONTENT
    assert not Path(path).exists()


@pytest.mark.parametrize(
    ("checksum", "fault"), [("sha256:00", "is [0-9a-f]{64}, not 00"), ("soup:00", "soup is not a checksum's algorithm")]
)
def test_another_checksum_is_refused(source: str, tmp_path: Path, checksum: str, fault: str) -> None:
    for image in (source, str(tmp_path / "image.raw")):
        with pytest.raises(HypervisorError, match=fault), local(image, checksum, str(tmp_path)):
            pass


def test_what_is_not_there_is_named(source: str, tmp_path: Path) -> None:
    with pytest.raises(HypervisorError, match=r"cannot download .*404"), local(f"{source}x", None, str(tmp_path)):
        pass
    with pytest.raises(HypervisorError, match="there is no image /nowhere"), local("/nowhere", None, str(tmp_path)):
        pass
