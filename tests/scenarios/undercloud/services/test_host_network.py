# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The network of hosts by systemd-networkd: made, refused, and taken back where a host is lost by it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from playbook import REPOSITORY
from servers import answers, wait_for
from undercloud import SSH_OPTIONS

HOST, OTHER, GATEWAY = "10.239.0.11", "10.239.0.12", "10.239.0.1"
# networkd asks udev, which is not in a container, unless /sys cannot be written.
WITHOUT_UDEV = "mount -o remount,bind,ro /sys"
TIMEOUT = 20

Apply = Callable[..., subprocess.CompletedProcess]


def ansible(key: Path, *arguments: Any) -> subprocess.CompletedProcess:
    own = {"ANSIBLE_CONFIG": REPOSITORY / "ansible.cfg", "ANSIBLE_COLLECTIONS_PATH": REPOSITORY / ".collections"}
    environment = {**os.environ, **{name: str(value) for name, value in own.items()}, "KEY": str(key)}
    command = ["ansible-playbook", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def shell(key_file) -> Callable[[str], str]:
    """Run a command on one of two hosts, and return what it prints."""

    def run(command: str) -> str:
        login = ["ssh", *SSH_OPTIONS.split(), "-i", str(key_file), f"root@{HOST}", command]
        return subprocess.run(login, capture_output=True, text=True, check=True).stdout

    bring = Path(__file__).with_name("two_hosts.yml")
    try:
        made = ansible(key_file, bring, "--extra-vars=state=present")
        assert made.returncode == 0, made.stdout
        wait_for(lambda: answers(HOST), 60, "the host takes logins")
        run(WITHOUT_UDEV)
        yield run
    finally:
        ansible(key_file, bring, "--extra-vars=state=absent")


@pytest.fixture
def apply(shell, key_file, tmp_path) -> Apply:
    """Give the host a network in which eth0 has the given settings."""
    mac = shell("cat /sys/class/net/eth0/address").strip()

    def run(*options: str, **settings: Any) -> subprocess.CompletedProcess:
        card = {"name": "eth0", "mac": mac, "addresses": [f"{HOST}/24"], "gateway": GATEWAY, "mtu": 1400, **settings}
        variables = {
            "ansible_user": "root",
            "ansible_ssh_private_key_file": str(key_file),
            "ansible_ssh_common_args": SSH_OPTIONS,
            "host_network_document": {"interfaces": [card], "name_servers": [GATEWAY]},
            "host_network_manager": "networkd",
            "host_network_timeout": TIMEOUT,
        }
        inventory = {"all": {"hosts": {"two-a": {"ansible_host": HOST}}, "vars": variables}}
        (tmp_path / "hosts.yml").write_text(yaml.safe_dump(inventory))
        return ansible(key_file, "-i", tmp_path / "hosts.yml", "stackwright.cloud.host_network", *options)

    return run


def network(shell: Callable[[str], str]) -> str:
    """Return addresses and routes, their order and lifetimes left out."""
    return shell("ip -brief link show eth0; ip -brief -4 address show eth0; ip route show; cat /sys/class/net/eth0/mtu")


def test_check_mode_changes_nothing(apply, shell):
    before = network(shell)
    planned = apply("--check", "--diff")
    assert planned.returncode == 0, planned.stdout
    assert "+MTUBytes=1400" in planned.stdout
    assert network(shell) == before


def test_network_is_given_once(apply, shell):
    given = apply()
    assert given.returncode == 0, given.stdout
    assert shell("cat /sys/class/net/eth0/mtu").strip() == "1400"
    assert f"default via {GATEWAY} dev eth0 proto static" in shell("ip route show")
    # Nothing waits for anything any more.
    assert "stackwright" not in shell("systemctl list-timers --all; ls /var/lib/stackwright")
    assert " changed=0 " in apply().stdout


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"addresses": [f"{OTHER}/24"]}, f"has {OTHER} already"),
        ({"mac": "52:54:00:00:00:01"}, "no card has the address 52:54:00:00:00:01"),
        ({"gateway": "192.0.2.1"}, "which is in no network of the link"),
    ],
)
def test_what_cannot_be_is_told_before_anything_changes(apply, shell, settings, reason):
    before = network(shell)
    refused = apply(**settings)
    assert refused.returncode != 0
    assert reason in refused.stdout
    assert "former network" not in refused.stdout
    assert network(shell) == before


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"gateway": "10.239.0.200"}, "nobody answers at its gateway 10.239.0.200"),
        ({"addresses": ["10.239.0.99/24"]}, "not reached with its new network"),
    ],
)
def test_what_does_not_work_is_taken_back(apply, shell, settings, reason):
    before = network(shell)
    failed = apply(**settings)
    assert failed.returncode != 0
    assert reason in failed.stdout
    assert "it has its former network again" in failed.stdout
    assert network(shell) == before
    assert " changed=0 " in apply().stdout
