# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import string

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.checks import names
from hypothesis import given
from hypothesis import strategies as st

KNOWN = {
    "stackwright": {"stackwright_address", "stackwright_services"},
    "nova": {"nova_api_processes"},
    "host": {"host_bridge"},
}


def unknown(*variables):
    return {fault.variable: fault.remedy for fault in names.unknown_variables("h", variables, KNOWN, ["nova"])}


@pytest.mark.parametrize(
    ("variable", "meant"),
    [
        ("stackwright_adress", "stackwright_address"),
        ("stackwright_service", "stackwright_services"),
        ("nova_api_process", "nova_api_processes"),
        ("host_bridges", "host_bridge"),
    ],
)
def test_a_misspelling_names_what_was_meant(variable, meant):
    assert unknown(variable) == {variable: f"Did you mean {meant}?"}


def test_an_unknown_variable_of_a_service_is_a_fault_without_a_guess():
    assert "nova_api_processes" in unknown("nova_wibble")["nova_wibble"]


@pytest.mark.parametrize(
    "variable", ["host_rack", "ansible_host", "inventory_hostname", "novaclient_x", "host", "stackwright"]
)
def test_operators_own_variables_are_theirs(variable):
    assert unknown(variable) == {}


@given(st.text(string.ascii_lowercase + "_", max_size=12))
def test_what_is_known_is_never_a_fault(suffix):
    found = unknown(*(name for variables in KNOWN.values() for name in variables), f"other_{suffix}")
    assert found == {}


def test_unknown_values_are_named_with_the_nearest_or_with_all():
    faults = names.unknown_values("stackwright_services", ["nova", "rabitmq", "x"], ["nova", "rabbitmq"], "service")
    assert [(fault.value, fault.remedy) for fault in faults] == [
        ("rabitmq", "Did you mean rabbitmq?"),
        ("x", "Known are nova, rabbitmq"),
    ]


def test_groups_that_are_empty_or_misspelt():
    faults = names.group_faults(
        {"control": ["a"], "computes": ["a"], "rack1": ["a"], "network": []},
        {"network": {"ovn", "neutron"}, "compute": {"nova"}, "control": {"nova"}},
    )
    assert [fault.text() for fault in faults] == [
        "group computes: no service runs on it. Did you mean compute?",
        "group network: is empty, and these run on its hosts: neutron, ovn. Put hosts into it.",
    ]


def test_a_group_that_is_like_one_of_ours_is_fine_beside_it():
    assert names.group_faults({"compute": ["a"], "computes": ["a"]}, {}) == []


@pytest.mark.parametrize(("count", "faults"), [(0, 0), (1, 0), (2, 1), (3, 1)])
def test_one_host_is_the_controller(count, faults):
    assert len(names.controller_faults(["h"] * count)) == faults


def test_tags_that_are_services_would_do_nothing():
    (fault,) = names.tag_faults(["nova", "glance"], ["nova", "glance", "ovn"])
    assert "-e stackwright_only=nova,glance" in str(fault)


@pytest.mark.parametrize("tags", [[], ["all"], ["services"], ["nova", "services"]])
def test_other_tags_are_no_fault(tags):
    assert names.tag_faults(tags, ["nova"]) == []
