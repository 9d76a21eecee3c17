# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What the agent makes of the network data on its virtual medium."""

from __future__ import annotations

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader

import pytest
from ansible_collections.stackwright.cloud.plugins.plugin_utils.roles import role_path

MAC = "52:54:00:00:00:01"
STATIC = {
    "type": "ipv4",
    "ip_address": "192.0.2.20",
    "netmask": "255.255.255.0",
    "routes": [{"network": "0.0.0.0", "netmask": "0.0.0.0", "gateway": "192.0.2.1"}],
}


@pytest.fixture(scope="module")
def units():
    path = role_path("images", "files", "agent", "system", "usr", "local", "sbin", "agent-network")
    loader = SourceFileLoader("agent_network", path)
    module = module_from_spec(spec_from_loader("agent_network", loader))
    loader.exec_module(module)
    return module.units


def link(name: str, kind: str = "phy", **further) -> dict:
    return {"id": name, "type": kind, "ethernet_mac_address": MAC, **further}


def test_static_address_is_given_to_the_interface_with_the_mac(units):
    [text] = units({"links": [link("port0", mtu=9000)], "networks": [{**STATIC, "link": "port0"}]}).values()
    for line in (f"MACAddress={MAC}", "DHCP=no", "Address=192.0.2.20/24", "Destination=0.0.0.0/0", "MTUBytes=9000"):
        assert line in text.splitlines()
    assert "Gateway=192.0.2.1" in text


def test_dhcp_is_used_where_it_is_asked_for(units):
    [text] = units({"links": [link("port0")], "networks": [{"type": "ipv4_dhcp", "link": "port0"}]}).values()
    assert "DHCP=yes" in text
    assert "[Address]" not in text


def test_tagged_network_becomes_a_vlan_of_its_link(units):
    tagged = link("vlan5", "vlan", vlan_link="port0", vlan_id=5)
    made = units({"links": [link("port0"), tagged], "networks": [{**STATIC, "link": "vlan5"}]})
    assert "VLAN=vlan5" in made["10-0.network"]
    assert "Id=5" in made["10-1.netdev"]
    assert "Address=192.0.2.20/24" in made["10-1.network"]


def test_address_of_a_bond_goes_to_the_first_of_its_links(units):
    links = [link("port0"), link("bond0", "bond", bond_links=["port0"])]
    made = units({"links": links, "networks": [{**STATIC, "link": "bond0"}]})
    assert "Address=192.0.2.20/24" in made["10-0.network"], "the first file that matches an interface counts"


def test_mask_of_ipv6_is_read(units):
    network = {"type": "ipv6", "link": "port0", "ip_address": "2001:db8::20", "netmask": "ffff:ffff:ffff:ffff::"}
    [text] = units({"links": [link("port0")], "networks": [network]}).values()
    assert "Address=2001:db8::20/64" in text
