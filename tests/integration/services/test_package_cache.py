# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The package cache with a mirror of the test's own behind it: each file is fetched once, and nothing else reached."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

ADDRESS, MIRROR = "127.0.53.1", "127.0.53.2"
CACHE = f"http://{ADDRESS}:3142"
DATA = Path("/var/lib/stackwright/package_cache")
PACKAGE = "pool/main/h/hello/hello_1_all.deb"


@pytest.fixture
def fetched(tmp_path) -> Iterator[Counter[str]]:
    """Run a mirror, and count what is fetched from it by path."""
    counts: Counter[str] = Counter()

    class Handler(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            counts[self.path] += 1

    (tmp_path / "mirror/debian/pool/main/h/hello").mkdir(parents=True)
    (tmp_path / "mirror/debian" / PACKAGE).write_bytes(b"a package")
    with ThreadingHTTPServer((MIRROR, 8080), partial(Handler, directory=str(tmp_path / "mirror"))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield counts
        server.shutdown()


@pytest.fixture
def cache(deploy, fetched) -> Iterator[None]:
    """The cache of that mirror; its data goes in the end, unless it was there before."""
    assert not DATA.exists(), f"{DATA} is somebody's"
    deploy("package_cache", ADDRESS, package_cache_mirrors={"main": f"http://{MIRROR}:8080/debian"})
    yield
    shutil.rmtree(DATA)


def test_package_is_fetched_once(cache, fetched):
    for _time in range(2):
        answer = requests.get(f"{CACHE}/debian/{PACKAGE}", timeout=10)
        assert (answer.status_code, answer.content) == (200, b"a package")
    assert fetched == {f"/debian/{PACKAGE}": 1}
    assert (DATA / "debian" / PACKAGE).read_bytes() == b"a package"


def test_nothing_else_is_reached_through_it(cache, fetched):
    other = f"http://{MIRROR}:8080/debian/{PACKAGE}"
    for url, proxies in ((f"{CACHE}/{MIRROR}:8080/other", {}), (f"http://{MIRROR}:8080/other", {"http": CACHE})):
        assert requests.get(url, proxies=proxies, timeout=10).status_code == 403
    assert fetched == {}
    assert requests.get(other, timeout=10).status_code == 200, "the mirror itself would have answered"


def test_maintenance_is_for_its_own_container(cache):
    asked = requests.get(f"{CACHE}/maintenance", params={"doExpire": "Start Expiration"}, timeout=10)
    assert asked.status_code == 401
    command = ["/usr/lib/apt-cacher-ng/acngtool", "maint", "-c", "/etc/package_cache"]
    done = subprocess.run(
        ["podman", "exec", "package_cache_expiry", *command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
