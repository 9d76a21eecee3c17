# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The content of images, fetched from a web server with a certificate of an authority of its own."""

from __future__ import annotations

import datetime
import http.server
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.content import digest, local_file
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import CloudError
from ansible_collections.stackwright.cloud.plugins.plugin_utils import x509

IMAGE = b"an image\n"


class Handler(http.server.BaseHTTPRequestHandler):
    """Gives everybody the image."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(IMAGE)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def authority(tmp_path: Path) -> x509.Pair:
    made = x509.make_authority("A cloud's", 1, datetime.datetime.now(datetime.timezone.utc))
    (tmp_path / "ca.pem").write_text(made.certificate)
    return made


@pytest.fixture
def entry(authority: x509.Pair, tmp_path: Path) -> Iterator[dict[str, str]]:
    """An image at the server's address."""
    own = x509.make_certificate(authority, ["127.0.0.1"], 1, datetime.datetime.now(datetime.timezone.utc))
    (tmp_path / "server.pem").write_text(own.key + own.certificate)
    (tmp_path / "image").write_bytes(IMAGE)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield {
            "name": "debian",
            "url": f"https://127.0.0.1:{server.server_port}/debian.qcow2",
            "checksum": digest(tmp_path / "image", "sha256"),
        }
        server.shutdown()


def test_cloud_s_own_authority_is_trusted_for_images_too(entry: dict[str, str], tmp_path: Path) -> None:
    assert local_file(entry, tmp_path, str(tmp_path / "ca.pem")).read_bytes() == IMAGE


@pytest.mark.parametrize("verify", [True, False])
def test_others_are_not(entry: dict[str, str], tmp_path: Path, verify: bool) -> None:
    with pytest.raises(CloudError, match=r"debian\.qcow2 cannot be fetched: .*certificate verify failed"):
        local_file(entry, tmp_path, verify)


def test_another_content_is_refused(entry: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(CloudError, match="has the checksum sha256:"):
        local_file({**entry, "checksum": "sha256:00"}, tmp_path, str(tmp_path / "ca.pem"))
