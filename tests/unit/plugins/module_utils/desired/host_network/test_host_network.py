# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import json

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.fields import NETWORK
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.form import checked
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.host_network import (
    netplan,
    networkd,
    networkmanager,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.host_network.managers import (
    MANAGERS,
    Change,
    changes,
    devices,
    wanted_files,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.host_network.unmet import card_faults, unmet

BONDED = checked(
    NETWORK,
    {
        "interfaces": [
            {"name": "nic1", "mac": "52:54:00:00:00:01"},
            {"name": "nic2", "mac": "52:54:00:00:00:02"},
        ],
        "bonds": [
            {
                "name": "bond0",
                "members": ["nic1", "nic2"],
                "mtu": 9000,
                "hash_policy": "layer3+4",
                "addresses": ["192.0.2.5/24"],
                "gateway": "192.0.2.1",
            }
        ],
        "vlans": [
            {
                "name": "storage",
                "id": 20,
                "link": "bond0",
                "addresses": ["198.51.100.5/24"],
                "routes": [{"to": "203.0.113.0/24", "via": "198.51.100.2"}],
            }
        ],
        "name_servers": ["192.0.2.53"],
        "search": ["example.org"],
    },
    "network",
    [],
)
CARD = {
    "mac": "52:54:00:00:00:01",
    "kind": "",
    "state": "UP",
    "mtu": 1500,
    "master": None,
    "addresses": [],
    "duplicates": [],
}
LIVE = {
    "nic1": {**CARD, "mtu": 9000, "master": "bond0"},
    "nic2": {**CARD, "mac": "52:54:00:00:00:02", "mtu": 9000, "master": "bond0"},
    "bond0": {**CARD, "kind": "bond", "mtu": 9000, "addresses": ["192.0.2.5/24"]},
    "storage": {**CARD, "kind": "vlan", "addresses": ["198.51.100.5/24"]},
}


def networkd_file(name):
    return networkd.files(BONDED)[f"/etc/systemd/network/05-stackwright-{name}"]


def test_networkd_makes_bond_and_vlan():
    assert networkd_file("bond0.netdev") == (
        "[NetDev]\nName=bond0\nKind=bond\n\n[Bond]\nMode=802.3ad\nMIIMonitorSec=100ms\nTransmitHashPolicy=layer3+4\n"
    )
    assert networkd_file("storage.netdev") == "[NetDev]\nName=storage\nKind=vlan\n\n[VLAN]\nId=20\n"
    assert devices(networkd.files(BONDED)) == {"bond0", "storage"}


def test_networkd_keeps_names_of_cards_by_their_addresses():
    assert networkd_file("nic1.link") == "[Match]\nMACAddress=52:54:00:00:00:01\nType=ether\n\n[Link]\nName=nic1\n"


def test_networkd_gives_members_their_bond_and_its_mtu():
    member = networkd_file("nic1.network")
    assert member == "[Match]\nName=nic1\n\n[Link]\nMTUBytes=9000\n\n[Network]\nBond=bond0\nLinkLocalAddressing=no\n"


def test_networkd_gives_name_servers_to_the_link_with_the_gateway():
    assert networkd_file("bond0.network") == (
        "[Match]\nName=bond0\n\n[Link]\nMTUBytes=9000\n\n[Network]\nVLAN=storage\nAddress=192.0.2.5/24\n"
        "Gateway=192.0.2.1\nDNS=192.0.2.53\nDomains=example.org\n"
    )
    assert networkd_file("storage.network").endswith("[Route]\nDestination=203.0.113.0/24\nGateway=198.51.100.2\n")


def test_netplan_says_the_same():
    contents = json.loads(netplan.files(BONDED)["/etc/netplan/60-stackwright.yaml"])["network"]
    assert contents["ethernets"]["nic1"] == {
        "match": {"macaddress": "52:54:00:00:00:01"},
        "set-name": "nic1",
        "mtu": 9000,
    }
    assert contents["bonds"]["bond0"] == {
        "interfaces": ["nic1", "nic2"],
        "parameters": {"mode": "802.3ad", "mii-monitor-interval": 100, "transmit-hash-policy": "layer3+4"},
        "mtu": 9000,
        "addresses": ["192.0.2.5/24"],
        "routes": [{"to": "default", "via": "192.0.2.1"}],
        "nameservers": {"addresses": ["192.0.2.53"], "search": ["example.org"]},
    }
    assert contents["vlans"]["storage"] == {
        "id": 20,
        "link": "bond0",
        "addresses": ["198.51.100.5/24"],
        "routes": [{"to": "203.0.113.0/24", "via": "198.51.100.2"}],
    }


def profile(network, name):
    return networkmanager.files(network)[f"/etc/NetworkManager/system-connections/stackwright-{name}.nmconnection"]


def test_networkmanager_says_the_same():
    assert profile(BONDED, "bond0") == (
        "[connection]\nid=stackwright-bond0\ntype=bond\ninterface-name=bond0\nautoconnect-priority=999\n"
        "autoconnect-slaves=1\n\n[ethernet]\nmtu=9000\n\n"
        "[bond]\nmode=802.3ad\nmiimon=100\nxmit_hash_policy=layer3+4\n\n"
        "[ipv4]\nmethod=manual\naddress1=192.0.2.5/24\ngateway=192.0.2.1\ndns=192.0.2.53;\n"
        "dns-search=example.org;\n\n[ipv6]\nmethod=auto\n"
    )
    assert "[vlan]\nid=20\nparent=bond0\n" in profile(BONDED, "storage")
    assert "route1=203.0.113.0/24,198.51.100.2\n" in profile(BONDED, "storage")


def test_networkmanager_gives_members_no_addresses_and_brings_them_with_their_bond():
    member = profile(BONDED, "nic1")
    assert "master=bond0\nslave-type=bond\n\n[ethernet]\nmac-address=52:54:00:00:00:01\nmtu=9000\n" in member
    assert "[ipv" not in member
    assert networkmanager.profiles(BONDED) == ["stackwright-bond0", "stackwright-storage"]


def test_networkmanager_is_told_of_each_version_of_ip_by_itself():
    card = {
        "name": "nic1",
        "mac": "52:54:00:00:00:01",
        "addresses": ["192.0.2.5/24", "2001:db8::5/64"],
        "gateway": "2001:db8::1",
    }
    text = profile({"interfaces": [card], "name_servers": ["192.0.2.53", "2001:db8::53"]}, "nic1")
    assert text.endswith(
        "[ipv4]\nmethod=manual\naddress1=192.0.2.5/24\ndns=192.0.2.53;\n\n"
        "[ipv6]\nmethod=manual\naddress1=2001:db8::5/64\ngateway=2001:db8::1\ndns=2001:db8::53;\n"
    )
    without = profile({"interfaces": [{"name": "nic1", "mac": "52:54:00:00:00:01"}]}, "nic1")
    assert without.endswith("[ipv4]\nmethod=disabled\n\n[ipv6]\nmethod=disabled\n")


def test_links_with_addresses_that_no_profile_has_are_known():
    listing = "eth0:connected (externally)\neth1:connected\nlo:connected (externally)\n"
    assert networkmanager.external(listing) == {"eth0", "lo"}


def test_others_files_of_netplan_go_since_they_would_add_up():
    manager = MANAGERS["netplan"]
    assert manager.owned("/etc/netplan/50-cloud-init.yaml")
    assert not MANAGERS["networkd"].owned("/etc/systemd/network/50-operator.network")
    found = {"/etc/netplan/50-cloud-init.yaml": "network: {}"}
    lines = [one.as_line() for one in changes(wanted_files(manager, BONDED, has_cloud_init=True), found)]
    assert lines == [
        "+ /etc/cloud/cloud.cfg.d/99-stackwright-network.cfg",
        "- /etc/netplan/50-cloud-init.yaml",
        "+ /etc/netplan/60-stackwright.yaml",
    ]


def test_files_that_are_right_are_no_change():
    wanted = wanted_files(MANAGERS["networkd"], BONDED, has_cloud_init=False)
    assert changes(wanted, wanted) == []
    assert changes({"/a": "new"}, {"/a": "old"}) == [Change("/a", "old", "new")]


def test_host_that_has_it_all_lacks_nothing():
    assert unmet(BONDED, LIVE) == []
    assert card_faults(BONDED, LIVE) == []


@pytest.mark.parametrize(
    ("name", "change", "sentence"),
    [
        ("bond0", {"mtu": 1500}, "bond0 has an MTU of 1500, and should have 9000"),
        ("bond0", {"state": "DOWN"}, "bond0 is down; is its cable plugged in, and the switch's port on?"),
        ("storage", {"addresses": []}, "storage lacks 198.51.100.5/24"),
        ("storage", {"duplicates": ["198.51.100.5/24"]}, "storage: another machine has 198.51.100.5/24 too"),
    ],
)
def test_what_is_lacking_is_told(name, change, sentence):
    assert unmet(BONDED, {**LIVE, name: {**LIVE[name], **change}}) == [sentence]


def test_a_link_that_is_not_there_is_told():
    assert unmet(BONDED, {name: link for name, link in LIVE.items() if name != "storage"}) == ["storage is not there"]


def test_cards_by_other_names_and_other_cards_are_told():
    live = {"ens3": CARD, "ens4": {**CARD, "mac": "52:54:00:00:00:09"}}
    first, second = card_faults(BONDED, live)
    assert first == "nic1: the card with the address 52:54:00:00:00:01 is called ens3 here; call it so"
    assert second.startswith(
        "nic2: no card has the address 52:54:00:00:00:02; the host has ens3 (52:54:00:00:00:01), ens4"
    )
