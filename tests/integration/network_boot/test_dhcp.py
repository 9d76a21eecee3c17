# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Who is answered on the machines' network, and what with: dnsmasq with the role's own file, in network namespaces.

What Ironic writes for a machine is written here as its dnsmasq provider does.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import pytest
import yaml

REPOSITORY = Path(__file__).resolve().parents[3]
ROLE = REPOSITORY / "roles/network_boot"
CLIENT = Path(__file__).with_name("dhcp_client.py")
MAC, STRANGER = "52:54:00:00:0b:01", "52:54:00:00:0b:02"
BIOS, UEFI = 0, 7
pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="namespaces of the network need root")


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


@dataclass
class Network:
    """A server and machines, each in a namespace; *directory* holds what the server reads."""

    name: str
    directory: Path

    def on(self, side: str, *command: str) -> list[str]:
        """Return *command* as it is run on a *side*, `server` or `machine`."""
        return ["ip", "netns", "exec", f"{self.name}-{side}", *command]

    def ask(self, mac: str, architecture: int, *flags: str) -> dict[str, Any] | None:
        """Return what the machine *mac* is offered."""
        command = self.on("machine", sys.executable, str(CLIENT), "swboot1", mac, str(architecture), *flags)
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    def work_on(self, mac: str, **options: str) -> None:
        """Have the server answer *mac*, as Ironic does when it begins to work on it."""
        lines = [f"tag:{mac[-2:]},{name},{value}\n" for name, value in options.items()]
        (self.directory / "options" / f"ironic-{mac[-2:]}.conf").write_text("".join(lines))
        (self.directory / "hosts" / f"ironic-{mac}.conf").write_text(f"{mac},set:{mac[-2:]},set:ironic\n")
        time.sleep(0.3)  # until the server has noticed

    def leave(self, mac: str) -> None:
        """Have the server ignore *mac*, as Ironic does when it has done."""
        (self.directory / "hosts" / f"ironic-{mac}.conf").write_text(f"{mac},ignore\n")
        time.sleep(0.3)


@contextlib.contextmanager
def served(directory: Path, **settings: Any) -> Iterator[Network]:
    """Run dnsmasq with the role's file and *settings*."""
    network = Network(f"swboot-{os.getpid()}", directory)
    for name in ("hosts", "options", "tftp"):
        (directory / name).mkdir()
    (directory / "tftp/snponly.efi").write_bytes(b"iPXE" * 1000)
    variables = {
        **yaml.safe_load((ROLE / "defaults/main.yml").read_text()),
        "network_boot_interface": "swboot0",
        "network_boot_range": ["192.0.2.100", "192.0.2.149"],
        "network_boot_url": "http://192.0.2.1:6184",
        "network_boot_dhcp_directory": str(directory),
        "network_boot_tftp_directory": str(directory / "tftp"),
        **settings,
    }
    template = (ROLE / "templates/dnsmasq.conf.j2").read_text()
    configuration = directory / "dnsmasq.conf"
    configuration.write_text(jinja2.Template(template, trim_blocks=True).render(variables))
    for side in ("server", "machine"):
        ip("netns", "add", f"{network.name}-{side}")
    try:
        for end, (side, address) in enumerate({"server": "192.0.2.1/24", "machine": "192.0.2.9/24"}.items()):
            space = f"{network.name}-{side}"
            if end == 0:
                peer = ["peer", "name", "swboot1", "netns", f"{network.name}-machine"]
                ip("link", "add", "swboot0", "netns", space, "type", "veth", *peer)
            ip("-n", space, "address", "add", address, "dev", f"swboot{end}")
            ip("-n", space, "link", "set", f"swboot{end}", "up")
        command = network.on("server", "dnsmasq", f"--conf-file={configuration}")
        with (directory / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as server:
            time.sleep(0.5)
            assert server.poll() is None, (directory / "log").read_text()
            yield network
            server.terminate()
    finally:
        for side in ("server", "machine"):
            ip("netns", "delete", f"{network.name}-{side}")


@pytest.fixture
def network(tmp_path) -> Iterator[Network]:
    """The network where only what Ironic works on is answered."""
    tmp_path.chmod(0o755)
    with served(tmp_path, network_boot_gateway="192.0.2.254") as running:
        yield running


def test_only_what_ironic_works_on_is_answered(network):
    boot = {"tag:!ipxe,67": "snponly.efi", "tag:ipxe,67": "http://192.0.2.1:6184/boot.ipxe"}
    network.work_on(MAC, **boot)
    assert network.ask(STRANGER, UEFI) is None
    offer = network.ask(MAC, UEFI)
    assert offer is not None
    assert (offer["file"], offer["router"], offer["server"]) == ("snponly.efi", "192.0.2.254", "192.0.2.1")
    assert offer["address"].startswith("192.0.2.1")
    as_ipxe = network.ask(MAC, UEFI, "ipxe")
    assert as_ipxe is not None
    assert (as_ipxe["file"], as_ipxe["address"]) == (boot["tag:ipxe,67"], offer["address"])

    network.leave(MAC)
    assert network.ask(MAC, UEFI) is None

    network.work_on(MAC, **{"67": "bootx64.efi"})
    again = network.ask(MAC, UEFI)
    assert again is not None
    assert again["file"] == "bootx64.efi"


def test_boot_loaders_are_served(network):
    fetch = "busybox tftp -g -r snponly.efi -l /dev/stdout 192.0.2.1"
    fetched = subprocess.run(network.on("machine", "sh", "-c", fetch), check=True, capture_output=True)
    assert fetched.stdout == b"iPXE" * 1000
    outside = network.on("machine", "sh", "-c", "busybox tftp -g -r ../dnsmasq.conf -l /dev/null 192.0.2.1")
    assert subprocess.run(outside, check=False, capture_output=True).returncode != 0


def test_strangers_boot_the_agent_where_there_are_addresses_for_them(tmp_path):
    tmp_path.chmod(0o755)
    with served(tmp_path, network_boot_inspection_range=["192.0.2.200", "192.0.2.249"]) as network:
        firmware = {architecture: network.ask(STRANGER, architecture) for architecture in (BIOS, UEFI)}
        assert {architecture: offer and offer["file"] for architecture, offer in firmware.items()} == {
            BIOS: "undionly.kpxe",
            UEFI: "snponly.efi",
        }
        as_ipxe = network.ask(STRANGER, UEFI, "ipxe")
        assert as_ipxe is not None
        assert as_ipxe["file"] == "http://192.0.2.1:6184/boot.ipxe"
        assert as_ipxe["address"].startswith("192.0.2.2")
        network.work_on(MAC, **{"67": "bootx64.efi"})
        known = network.ask(MAC, UEFI)
        assert known is not None
        assert (known["address"][:9], known["file"]) == ("192.0.2.1", "bootx64.efi")
