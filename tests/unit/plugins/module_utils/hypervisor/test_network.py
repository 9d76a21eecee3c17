# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.network import NETWORK
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.network_check import wrong
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.startable import Actual, plan_startable
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import parse, serialise

LAB = """<network connections="1">
  <name>lab</name><uuid>dd8fe884-6c02-601e-7551-cca97df1c5df</uuid>
  <forward mode="nat"><nat><port start="1024" end="65535"/></nat></forward>
  <bridge name="lab0" stp="on" delay="0"/><mac address="52:54:00:be:12:34"/>
  <ip address="10.1.0.1" netmask="255.255.255.0"/>
  <ip address="10.2.0.1" netmask="255.255.255.0"><dhcp>
    <range start="10.2.0.10" end="10.2.0.20"/><host mac="52:54:00:00:00:01" name="a" ip="10.2.0.5"/>
  </dhcp></ip>
</network>"""
FIRST = {"address": "10.1.0.1/24"}
SECOND = {
    "address": "10.2.0.1/24",
    "dhcp_ranges": [{"start": "10.2.0.10", "end": "10.2.0.20"}],
    "dhcp_hosts": [{"mac": "52:54:00:00:00:01", "ip": "10.2.0.5", "name": "a"}],
}


def plan(active=True, state="active", restart="never", **options):
    actual = Actual(parse(LAB), parse(LAB) if active else None, autostart=False)
    return plan_startable(NETWORK, {"name": "lab", "state": state, "restart": restart, **options}, actual)


def test_what_is_there_already_is_no_change():
    made = plan(mode="nat", bridge="lab0", addresses=[FIRST, SECOND])
    assert not made.changed
    assert made.xml is None


def test_a_dhcp_host_that_differs_goes_and_comes_again_in_its_own_range():
    host = {"mac": "52:54:00:00:00:01", "ip": "10.2.0.6"}
    made = plan(addresses=[FIRST, {**SECOND, "dhcp_hosts": [host]}])
    assert [(step.action, step.section, step.parent) for step in made.steps] == [
        ("DELETE", "IP_DHCP_HOST", 1),
        ("ADD_LAST", "IP_DHCP_HOST", 1),
    ]
    assert 'name="a"' in serialise(made.steps[1].element)
    assert [change.effect for change in made.changes] == ["live"]


def test_other_changes_wait_for_a_restart_unless_it_is_allowed():
    made = plan(domain="lab.example.com")
    assert (made.restart_needed, made.stop, made.start) == (True, False, False)
    made = plan(domain="lab.example.com", restart="allowed")
    assert (made.restart_needed, made.stop, made.start) == (False, True, True)


def test_guests_that_lose_their_network_are_said():
    (warning,) = plan(state="absent").warnings
    assert warning == "network lab: running guests (interfaces: 1) lose it"
    (longer,) = plan(domain="lab.example.com", restart="allowed").warnings
    assert longer.startswith(f"{warning} for a moment, or until they restart")
    assert plan(domain="lab.example.com").warnings == plan(active=False, state="absent").warnings == []


def test_an_inactive_network_is_changed_and_started():
    made = plan(active=False, domain="lab.example.com")
    assert (made.start, made.restart_needed) == (True, False)
    assert {change.path: change.effect for change in made.changes} == {"domain": "config", "state": "live"}


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"addresses": [{"address": "10.0.0.256/24"}]}, "addresses[0].address: 10.0.0.256/24 is not an address with"),
        ({"dns_hosts": [{"ip": "10.0.0", "hostnames": ["a"]}]}, "dns_hosts[0].ip: 10.0.0 is not an IP address"),
        (
            {"addresses": [{"address": "10.0.0.1/24"}, {"address": "10.0.0.1/255.255.255.0"}]},
            "addresses[10.0.0.1/24] is given twice",
        ),
        (
            {"addresses": [{"address": "10.0.0.1/24", "dhcp_hosts": [{"mac": "52:54:00:00:00:01", "ip": "10.0.1.5"}]}]},
            "10.0.1.5 is outside the network 10.0.0.0/24",
        ),
        ({"addresses": [{"address": "10.0.0.1"}]}, "10.0.0.1 is not an address with its prefix"),
        (
            {"addresses": [{"address": "10.0.0.0/24"}]},
            "is the whole network; give its bridge's address in it, such as 10.0.0.1/24",
        ),
        (
            {"addresses": [{"address": "10.0.0.1/24", "dhcp_ranges": [{"start": "10.0.0.9", "end": "10.0.0.5"}]}]},
            "the DHCP range from 10.0.0.9 ends before it starts, at 10.0.0.5",
        ),
        (
            {"addresses": [{"address": "10.0.0.1/24", "dhcp_hosts": [{"mac": "52:54:00:00:00:01", "ip": "10.0.0.1"}]}]},
            "the DHCP host 52:54:00:00:00:01 has the address 10.0.0.1 of the bridge itself",
        ),
        (
            {
                "addresses": [
                    {
                        "address": "10.0.0.1/24",
                        "dhcp_hosts": [{"mac": f"52:54:00:00:00:0{last}", "ip": "10.0.0.5"} for last in "12"],
                    }
                ]
            },
            "the DHCP host 52:54:00:00:00:02 has the address 10.0.0.5 of the DHCP host 52:54:00:00:00:01",
        ),
        (
            {"addresses": [{"address": "10.0.0.1/24"}], "routes": [{"address": "10.9.0.0/24", "gateway": "10.8.0.1"}]},
            "the gateway 10.8.0.1 to 10.9.0.0/24 is in none of the bridge's networks",
        ),
        ({"mode": "bridge"}, "mode bridge needs a bridge or a device"),
    ],
)
def test_contradictions_are_named(options, fault):
    (found,) = wrong({"name": "lab", **options})
    assert fault in found
