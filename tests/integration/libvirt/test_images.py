# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Images from files and servers, with their checksums."""

from __future__ import annotations

import contextlib
import hashlib
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import HypervisorError
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.images import fitting, opened

CONTENT = b"an image" * 200_000
SHA256 = f"sha256:{hashlib.sha256(CONTENT).hexdigest()}"


class Server(BaseHTTPRequestHandler):
    """Has an image, one whose size it does not say, and one that breaks off."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path in ("/whole", "/unsized", "/broken") else 404)
        if self.path in ("/whole", "/broken"):
            self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # a reader may have seen enough
            self.wfile.write(CONTENT[:9999] if self.path == "/broken" else CONTENT)

    def log_message(self, *_args: object) -> None:
        """Keep the tests' output clean."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()


@pytest.fixture
def image(tmp_path: Path) -> str:
    (tmp_path / "image.raw").write_bytes(CONTENT)
    return str(tmp_path / "image.raw")


@pytest.mark.parametrize("path", ["/whole", "/unsized"])
def test_an_image_passes_whole_and_verified(server: str, tmp_path: Path, path: str) -> None:
    with opened(server + path, SHA256) as stream, fitting(stream, raw_only=False, directory=str(tmp_path)) as fit:
        assert fit.size == len(CONTENT)
        assert b"".join(fit.pieces()) == CONTENT
    assert list(tmp_path.iterdir()) == []


def test_an_image_of_another_format_is_made_raw_for_what_takes_no_other(tmp_path: Path, image: str) -> None:
    qcow2, scratch = str(tmp_path / "image.qcow2"), tmp_path / "scratch"
    scratch.mkdir()
    subprocess.run(["qemu-img", "convert", "-O", "qcow2", "-f", "raw", image, qcow2], check=True)
    with opened(qcow2) as stream, fitting(stream, raw_only=True, directory=str(scratch)) as fit:
        assert b"".join(fit.pieces()).rstrip(b"\0") == CONTENT
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize(
    ("path", "checksum", "fault"),
    [
        ("/whole", "sha256:00", r"is [0-9a-f]{64}, not 00"),
        ("/broken", None, r"broken.* ended after 9999 of 1600000 bytes|cannot read .*broken"),
        ("/nowhere", None, r"cannot read .*/nowhere: .*404"),
    ],
)
def test_an_image_that_is_not_as_it_should_be_is_refused(
    server: str, path: str, checksum: str | None, fault: str
) -> None:
    with pytest.raises(HypervisorError, match=fault), opened(server + path, checksum) as stream:
        list(stream.pieces())


def test_a_file_is_verified_too(image: str) -> None:
    with pytest.raises(HypervisorError, match="not 00"), opened(image, "sha256:00") as stream:
        list(stream.pieces())
    with pytest.raises(HypervisorError, match="cannot read /nowhere"), opened("/nowhere"):
        pass
