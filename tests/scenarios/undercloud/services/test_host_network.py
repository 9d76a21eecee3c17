# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The network of hosts by what may keep it: made, refused, and taken back where a host is lost by it."""

from __future__ import annotations

import functools
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from playbook import REPOSITORY
from servers import answers, wait_for
from undercloud import SSH_OPTIONS

HOSTS = {"networkd": "10.239.0.11", "NetworkManager": "10.239.0.12"}
GATEWAY = "10.239.0.1"
# They ask udev, which is not in a container, unless /sys cannot be written.
WITHOUT_UDEV = "mount -o remount,bind,ro /sys"
# With a profile for the address that the host was born with.
START_NETWORKMANAGER = "systemctl start NetworkManager && nmcli connection modify eth0 connection.autoconnect yes"
EXTERNAL = (
    "ip link add ext0 type veth peer ext1 && ip link set ext1 up && ip link set ext0 up && "
    "ip address add 10.239.1.5/24 dev ext0 && "
    # NetworkManager hears of it a moment later.
    "timeout 10 sh -c 'until nmcli device | grep -q \"^ext0 .*externally\"; do sleep 0.2; done' && "
    "cat /sys/class/net/ext0/address"
)
TIMEOUT = 20

Apply = Callable[..., subprocess.CompletedProcess]


def ansible(key: Path, *arguments: Any) -> subprocess.CompletedProcess:
    own = {"ANSIBLE_CONFIG": REPOSITORY / "ansible.cfg", "ANSIBLE_COLLECTIONS_PATH": REPOSITORY / ".collections"}
    environment = {**os.environ, **{name: str(value) for name, value in own.items()}, "KEY": str(key)}
    command = ["ansible-playbook", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def login(key: Path, address: str, command: str) -> str:
    whole = ["ssh", *SSH_OPTIONS.split(), "-i", str(key), f"root@{address}", command]
    return subprocess.run(whole, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def two_hosts(key_file) -> Iterator[dict[str, str]]:
    """Two hosts, by what may keep their network."""
    bring = Path(__file__).with_name("two_hosts.yml")
    try:
        made = ansible(key_file, bring, "--extra-vars=state=present")
        assert made.returncode == 0, made.stdout
        for address in HOSTS.values():
            wait_for(functools.partial(answers, address), 60, "the host takes logins")
            login(key_file, address, WITHOUT_UDEV)
        login(key_file, HOSTS["NetworkManager"], START_NETWORKMANAGER)
        yield HOSTS
    finally:
        ansible(key_file, bring, "--extra-vars=state=absent")


@pytest.fixture(scope="module", params=list(HOSTS))
def manager(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def other(two_hosts, manager) -> str:
    """Return the address of the other host."""
    return next(address for name, address in two_hosts.items() if name != manager)


@pytest.fixture
def shell(two_hosts, manager, key_file) -> Callable[[str], str]:
    """Run a command on the host, and return what it prints."""
    return functools.partial(login, key_file, two_hosts[manager])


@pytest.fixture
def apply(two_hosts, manager, shell, key_file, tmp_path) -> Apply:
    """Give the host a network in which eth0 has the given settings."""
    mac = shell("cat /sys/class/net/eth0/address").strip()

    def run(*options: str, **settings: Any) -> subprocess.CompletedProcess:
        own = {"name": "eth0", "mac": mac, "addresses": [f"{two_hosts[manager]}/24"], "gateway": GATEWAY, "mtu": 1400}
        variables = {
            "ansible_user": "root",
            "ansible_ssh_private_key_file": str(key_file),
            "ansible_ssh_common_args": SSH_OPTIONS,
            "host_network_document": {"interfaces": [{**own, **settings}], "name_servers": [GATEWAY]},
            # networkd does not run yet on its host, so nothing is chosen there.
            **({"host_network_manager": manager} if manager == "networkd" else {}),
            "host_network_timeout": TIMEOUT,
        }
        inventory = {"all": {"hosts": {"one": {"ansible_host": two_hosts[manager]}}, "vars": variables}}
        (tmp_path / "hosts.yml").write_text(yaml.safe_dump(inventory))
        return ansible(key_file, "-i", tmp_path / "hosts.yml", "stackwright.cloud.host_network", *options)

    return run


def network(shell: Callable[[str], str]) -> str:
    """Return addresses and routes, their order and lifetimes left out."""
    return shell("ip -brief link show eth0; ip -brief -4 address show eth0; ip route show; cat /sys/class/net/eth0/mtu")


def test_check_mode_changes_nothing(apply, shell, manager):
    before = network(shell)
    planned = apply("--check", "--diff")
    assert planned.returncode == 0, planned.stdout
    assert {"networkd": "+MTUBytes=1400", "NetworkManager": "+mtu=1400"}[manager] in planned.stdout
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


def test_an_address_that_another_host_has_is_refused(apply, other):
    refused = apply(addresses=[f"{other}/24"])
    assert refused.returncode != 0
    assert f"has {other} already" in refused.stdout


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


@pytest.mark.parametrize("manager", ["NetworkManager"], indirect=True)
def test_addresses_that_no_profile_has_are_not_put_at_risk(apply, shell):
    mac = shell(EXTERNAL).strip()
    refused = apply(name="ext0", mac=mac, addresses=["10.239.1.6/24"], gateway="10.239.1.1")
    assert refused.returncode != 0
    assert "ext0: no profile of NetworkManager has its addresses" in refused.stdout
    assert "10.239.1.5/24" in shell("ip -brief address show ext0")
