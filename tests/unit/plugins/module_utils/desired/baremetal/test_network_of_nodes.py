# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.fields import NETWORK
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.form import checked
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.network import (
    faults,
    first_address,
    network_data,
)

CARDS = [{"name": "nic1", "mac": "52:54:00:00:00:01"}, {"name": "nic2", "mac": "52:54:00:00:00:02"}]
BONDED = {
    "interfaces": CARDS,
    "bonds": [{"name": "bond0", "members": ["nic1", "nic2"], "mtu": 9000, "addresses": ["192.0.2.5/24"]}],
    "vlans": [
        {
            "name": "storage",
            "id": 20,
            "link": "bond0",
            "mtu": 9000,
            "addresses": ["198.51.100.5/24", "2001:db8::5/64"],
            "gateway": "198.51.100.1",
            "routes": [{"to": "203.0.113.0/24", "via": "198.51.100.2"}],
        }
    ],
    "name_servers": ["192.0.2.53"],
}


def network(given):
    """Return *given* in its one form."""
    form_faults = []
    result = checked(NETWORK, given, "network", form_faults)
    assert not form_faults
    return result


def test_sound_network_has_no_fault():
    assert faults(network(BONDED), "network") == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"bonds": [{"name": "bond0", "members": ["nic9"]}]}, "has the member 'nic9', which is not among"),
        (
            {"bonds": [{"name": n, "members": ["nic1"]} for n in ("bond0", "bond1")]},
            "nic1 is a member of bond0 and of bond1",
        ),
        ({"vlans": [{"name": "v", "id": 5, "link": "nic7"}]}, "is on 'nic7', which is no interface or bond"),
        ({"vlans": [{"name": "v", "id": 5, "link": "nic1"}]}, "a member of bond bond0; put it on the bond"),
        ({"vlans": [{"name": "v", "id": 5, "link": "bond0", "mtu": 9100}]}, "it cannot be larger"),
        ({"vlans": [{"name": n, "id": 5, "link": "bond0"} for n in "vw"]}, "are both VLAN 5 of bond0"),
        ({"vlans": [{"name": "bond0", "id": 5, "link": "bond0"}]}, "has 'bond0' twice"),
        ({"interfaces": [*CARDS, {"name": "a-very-long-name", "mac": "52:54:00:00:00:09"}]}, "up to 15 characters"),
        ({"interfaces": [{**CARDS[0], "dhcp": True}, CARDS[1]]}, "addresses belong to the bond"),
    ],
)
def test_links_that_do_not_fit_are_told(change, fault):
    found = faults(network({**BONDED, "vlans": [], **change}), "network")
    assert any(fault in one for one in found), found


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"gateway": "192.0.2.1"}, "in no network of the link (its addresses: 198.51.100.5/24)"),
        ({"gateway": "198.51.100.5"}, "which is the host itself"),
        ({"addresses": ["198.51.100.0/24"]}, "the network's own or its broadcast address"),
        ({"addresses": ["2001:db8::5/64"], "mtu": 1000}, "IPv6 needs 1280"),
        ({"routes": [{"to": "203.0.113.0/24", "via": "10.0.0.1"}]}, "the route to 203.0.113.0/24 is by 10.0.0.1"),
    ],
)
def test_addresses_that_do_not_fit_are_told(change, fault):
    link = {**CARDS[0], "addresses": ["198.51.100.5/24"], **change}
    found = faults(network({"interfaces": [link]}), "network")
    assert len(found) == 1
    assert fault in found[0]


def test_two_gateways_are_told():
    links = [
        {**card, "addresses": [f"192.0.{n}.5/24"], "gateway": f"192.0.{n}.1"} for n, card in enumerate(CARDS, start=2)
    ]
    assert "2 default gateways of IPv4: of nic1, nic2" in faults(network({"interfaces": links}), "network")[0]


def test_host_is_reached_where_its_gateway_is():
    assert first_address(network(BONDED)) == "198.51.100.5"
    assert first_address({"interfaces": CARDS}) is None


def test_config_drive_holds_bonds_vlans_and_routes():
    data = network_data(network(BONDED))
    bond = next(link for link in data["links"] if link["type"] == "bond")
    assert bond["bond_links"] == ["nic1", "nic2"]
    assert bond["ethernet_mac_address"] == "52:54:00:00:00:01"
    assert {link["name"]: link["mtu"] for link in data["links"]} == dict.fromkeys(
        ("nic1", "nic2", "bond0", "storage"), 9000
    )
    vlan = next(link for link in data["links"] if link["type"] == "vlan")
    assert (vlan["vlan_id"], vlan["vlan_link"]) == (20, "bond0")
    storage = next(one for one in data["networks"] if one["ip_address"] == "198.51.100.5")
    assert [route["gateway"] for route in storage["routes"]] == ["198.51.100.1", "198.51.100.2"]
    assert [one["type"] for one in data["networks"]] == ["ipv4", "ipv4", "ipv6"]
    assert data["services"] == [{"type": "dns", "address": "192.0.2.53"}]
