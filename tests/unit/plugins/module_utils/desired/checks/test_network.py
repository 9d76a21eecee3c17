# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.checks import network

VARIABLES = {
    "stackwright_interface": "eth1",
    "stackwright_address": "10.0.0.11",
    "stackwright_overlay_address": "10.0.0.11",
    "stackwright_vip_address": "10.0.0.10",
    "stackwright_external_vip_address": "10.0.0.10",
    "stackwright_provider_networks": [{"name": "physnet1", "bridge": "br-ex", "interface": "eth2"}],
}
FACTS = {
    "interfaces": {
        "lo": {"addresses": ["127.0.0.1/8", "::1/128"], "mac": "00"},
        "eth0": {"addresses": ["192.0.2.5/24", "fe80::1/64"], "mac": "aa"},
        "eth1": {"addresses": ["10.0.0.11/24"], "mac": "bb"},
        "eth2": {"addresses": [], "mac": "cc"},
    },
    "routes": [
        {"destination": "0.0.0.0/0", "interface": "eth0"},
        {"destination": "192.0.2.0/24", "interface": "eth0"},
        {"destination": "10.0.0.0/24", "interface": "eth1"},
    ],
}
BRIDGE = {"host_bridge": {"name": "stackwright0", "address": "10.224.0.11/24"}}


def found(check, *rest, **variables):
    faults = check("h", {**VARIABLES, **variables}, FACTS, *rest)
    return {fault.variable: f"{fault.problem}. {fault.remedy}" for fault in faults}


def test_a_host_that_has_what_its_variables_say():
    assert found(network.interface_faults) == {}
    assert found(network.provider_faults) == {}
    assert found(network.overlap_faults) == {}
    assert found(network.shared_address_faults, {"10.0.0.11": "h"}) == {}


def test_a_misspelt_interface_names_the_nearest():
    assert "Did you mean eth" in found(network.interface_faults, stackwright_interface="eht1")["stackwright_interface"]


def test_an_address_that_the_host_has_not_names_those_it_has():
    text = found(network.interface_faults, stackwright_address="10.0.0.99", stackwright_overlay_address="10.0.0.99")
    assert text == {"stackwright_address": "the host does not have this address. It has 192.0.2.5, 10.0.0.11"}


def test_an_address_of_another_interface():
    assert "not on eth1" in found(network.interface_faults, stackwright_address="192.0.2.5")["stackwright_address"]


def test_what_is_no_address():
    assert "no IP address" in found(network.interface_faults, stackwright_address="10.0.0.300")["stackwright_address"]


def test_a_bridge_that_will_be_made_counts_as_there():
    own = {"stackwright_interface": "stackwright0", "stackwright_address": "10.224.0.11"}
    assert found(network.interface_faults, **BRIDGE, **{**own, "stackwright_overlay_address": "10.224.0.11"}) == {}


@pytest.mark.parametrize(
    ("address", "problem"),
    [("10.0.0.11", "stackwright_address of h"), ("172.16.0.1", "not in the network of eth1"), ("x", "no IP address")],
)
def test_shared_addresses(address, problem):
    assert (
        problem
        in found(network.shared_address_faults, {"10.0.0.11": "h"}, stackwright_vip_address=address)[
            "stackwright_vip_address"
        ]
    )


def test_a_shared_address_of_a_stranger_and_one_of_a_controller():
    addresses = {"10.0.0.10": "stackwright_vip_address"}
    assert network.taken_faults(addresses, {"10.0.0.10": "bb"}, {"aa", "bb"}) == []
    (fault,) = network.taken_faults(addresses, {"10.0.0.10": "ee"}, {"aa", "bb"})
    assert fault.problem == "another machine has it (ee)"


@pytest.mark.parametrize(
    ("interface", "problem"), [("eth9", "no such interface"), ("eth0", "cut off"), ("eth1", "cut off")]
)
def test_provider_interfaces(interface, problem):
    networks = [{"name": "physnet1", "bridge": "br-ex", "interface": interface}]
    faults = found(network.provider_faults, stackwright_provider_networks=networks)
    assert problem in faults["stackwright_provider_networks.physnet1.interface"]


def test_a_bridge_name_that_the_kernel_would_not_take():
    networks = [{"name": "physnet1", "bridge": "a-bridge-too-far"}]
    assert (
        "15 characters"
        in found(network.provider_faults, stackwright_provider_networks=networks)[
            "stackwright_provider_networks.physnet1.bridge"
        ]
    )


def test_a_bridge_over_a_network_that_the_host_reaches_elsewhere():
    bridge = {"name": "stackwright0", "address": "192.0.2.77/26"}
    text = found(network.overlap_faults, host_bridge=bridge)["host_bridge.address"]
    assert "192.0.2.64/26 overlaps with 192.0.2.0/24, which the host reaches through eth0" in text


def test_networks_that_the_cloud_made_before_are_its_own():
    routes = [*FACTS["routes"], {"destination": "10.224.0.0/24", "interface": "stackwright0"}]
    assert list(network.overlap_faults("h", {**VARIABLES, **BRIDGE}, {**FACTS, "routes": routes})) == []


def test_two_networks_of_ours_that_overlap():
    networks = [{"name": "physnet1", "bridge": "br-ex", "address": "10.224.0.129/25"}]
    faults = found(network.overlap_faults, **BRIDGE, stackwright_provider_networks=networks)
    assert "overlaps with host_bridge.address" in faults["stackwright_provider_networks.physnet1.address"]


def test_an_address_without_a_prefix_length():
    bridge = {"name": "stackwright0", "address": "10.224.0.11"}
    assert "prefix length" in found(network.overlap_faults, host_bridge=bridge)["host_bridge.address"]


def test_two_hosts_with_one_address():
    (fault,) = network.duplicate_addresses({"a": {"stackwright_address": "1"}, "b": {"stackwright_address": "1"}})
    assert (fault.host, fault.problem) == ("b", "a has the same address")
