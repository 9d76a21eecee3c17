# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A real Ironic of its own on loopback, whose machines are `fake-hardware`.

API and conductor run apart, as in a cloud: the threads of both in one process hold each other up.

It also speaks IPMI, and Redfish for BMCs that are wrong or out of reach.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bcrypt
import requests

PROGRAMS = Path(__file__).resolve().parents[2] / ".cache/ironic/bin"
PATIENCE = 60  # seconds until it answers
CONFIGURATION = """
[DEFAULT]
auth_strategy = {auth}
http_basic_auth_user_file = {directory}/htpasswd
rpc_transport = json-rpc
host = 127.0.0.1
state_path = {directory}
default_network_interface = noop
enabled_network_interfaces = noop
enabled_hardware_types = fake-hardware, redfish, ipmi
{interfaces}
[api]
host_ip = 127.0.0.1
port = {port}
api_workers = 1
[json_rpc]
auth_strategy = noauth
host_ip = 127.0.0.1
port = {rpc_port}
[database]
connection = mysql+pymysql://root@localhost/ironic?unix_socket={directory}/mariadb.sock
[service_catalog]
auth_type = none
endpoint_override = http://127.0.0.1:{port}
[dhcp]
dhcp_provider = none
[oslo_concurrency]
lock_path = {directory}
[conductor]
power_state_sync_max_retries = 1
sync_power_state_interval = 0
{settings}
[redfish]
connection_attempts = 1
[ipmi]
min_command_interval = 1
command_retry_timeout = 5
[deploy]
http_url = http://127.0.0.1
http_root = {directory}
[pxe]
tftp_root = {directory}
"""
# A machine behind Redfish is one whose BMC is wrong or out of reach.
INTERFACES = {
    **{kind: f"fake, no-{kind}" for kind in ("bios", "console", "firmware", "inspect", "raid", "rescue", "vendor")},
    **dict.fromkeys(("management", "power"), "fake, redfish, ipmitool"),
    "boot": "fake, redfish-virtual-media, ipxe",
    "deploy": "fake, direct",
    "storage": "fake, noop",
}
ADMIN = {"username": "admin", "password": "for tests alone"}


@dataclass(frozen=True)
class StandaloneIronic:
    """An Ironic that runs: its address, its conductor's log, and how to log in, in terms of the modules."""

    endpoint: str
    log: Path
    login: dict[str, Any]

    def request(self, method: str, path: str, **content: Any) -> Any:
        """Return what Ironic itself answers at *path*, below the version."""
        auth = self.login["auth"]
        answer = requests.request(
            method,
            f"{self.endpoint}/v1{path}",
            headers={"OpenStack-API-Version": "baremetal 1.81"},
            auth=(auth["username"], auth["password"]) if "username" in auth else None,
            timeout=PATIENCE,
            **content,
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None


@contextmanager
def running(directory: Path, auth: str = "noauth", settings: str = "") -> Iterator[StandaloneIronic]:
    """Run an Ironic whose files are in *directory*.

    *auth* is its way to log in, `noauth` or `http_basic`; *settings* are further lines of its configuration from
    section `conductor` on.
    """
    port, rpc_port = _free_port(), _free_port()
    interfaces = "\n".join(f"enabled_{kind}_interfaces = {names}" for kind, names in INTERFACES.items())
    values = {
        "auth": auth,
        "settings": settings,
        "directory": directory,
        "interfaces": interfaces,
        "port": port,
        "rpc_port": rpc_port,
    }
    configuration = directory / "ironic.conf"
    configuration.write_text(CONFIGURATION.format(**values))
    hashed = bcrypt.hashpw(ADMIN["password"].encode(), bcrypt.gensalt(4)).decode()
    (directory / "htpasswd").write_text(f"{ADMIN['username']}:{hashed}\n")
    endpoint, log, api_log = f"http://127.0.0.1:{port}", directory / "conductor.log", directory / "api.log"
    with _database(directory):
        options = ["--config-file", str(configuration)]
        subprocess.run([str(PROGRAMS / "ironic-dbsync"), *options, "create_schema"], check=True, capture_output=True)
        with (
            _process([str(PROGRAMS / "ironic-conductor"), *options], log) as conductor,
            _process([str(PROGRAMS / "ironic-api"), *options], api_log) as api,
        ):
            _wait_until(lambda: _connect(socket.AF_INET, ("127.0.0.1", rpc_port)), OSError, conductor, log)
            _wait_until(lambda: requests.get(endpoint, timeout=PATIENCE), requests.ConnectionError, api, api_log)
            basic = auth == "http_basic"
            login = {"endpoint": endpoint, **(ADMIN if basic else {})}
            yield StandaloneIronic(endpoint, log, {"auth_type": "http_basic" if basic else "none", "auth": login})


@contextmanager
def _database(directory: Path) -> Iterator[None]:
    """Run a MariaDB with an empty database `ironic`; with SQLite, Ironic's own threads lock each other out."""
    data, address, log = directory / "mariadb", directory / "mariadb.sock", directory / "mariadb.log"
    (data / "ironic").mkdir(parents=True)
    own = [
        "--no-defaults",
        f"--datadir={data}",
        f"--socket={address}",
        "--skip-networking",
        "--character-set-server=utf8mb4",
    ]
    # A directory of this test alone: no users, no system tables, nothing that must survive the machine.
    quick = ["--skip-grant-tables", "--innodb-flush-log-at-trx-commit=0", "--innodb-log-file-size=16M"]
    user = ["--user=root"] if os.geteuid() == 0 else []
    with _process(["/usr/sbin/mariadbd", *own, *quick, *user], log) as process:
        _wait_until(lambda: _connect(socket.AF_UNIX, str(address)), OSError, process, log)
        yield


def _connect(family: socket.AddressFamily, address: Any) -> None:
    with socket.socket(family) as client:
        client.connect(address)


@contextmanager
def _process(command: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("w") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _wait_until(
    works: Callable[[], Any], fails_with: type[Exception], process: subprocess.Popen[bytes], log: Path
) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            works()
            return
        except fails_with:
            time.sleep(0.1)
    raise RuntimeError(f"{process.args} does not answer; its log ends with\n{log.read_text()[-3000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
