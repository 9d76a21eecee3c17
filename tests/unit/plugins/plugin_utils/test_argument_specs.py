# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What an operator reads of a variable whose value is not as its role says."""

from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.plugin_utils.argument_specs import (
    missing_faults,
    role_options,
    type_faults,
)

OPTIONS = {name: option for options in role_options().values() for name, option in options.items()}


@pytest.mark.parametrize(
    ("variable", "value", "complaint"),
    [
        ("nova_api_processes", "many", "nova_api_processes is 'many': it must be a whole number."),
        ("nova_cpu_allocation_ratio", "x", "nova_cpu_allocation_ratio is 'x': it must be a number."),
        ("nova_resume_guests", "maybe", "nova_resume_guests is 'maybe': it must be true or false."),
        ("stackwright_services", {"a": 1}, "stackwright_services: it must be a list."),
        ("glance_config", "debug", "glance_config is 'debug': it must be a mapping."),
        ("stackwright_virtualization", "xen", "stackwright_virtualization is 'xen': it must be one of kvm, qemu."),
        ("stackwright_provider_networks", [{"name": "physnet1"}], "an entry lacks bridge."),
        ("stackwright_provider_networks", ["physnet1"], "an entry must be a mapping."),
        (
            "stackwright_provider_networks",
            [{"name": "physnet1", "bridge": "br-ex", "interfase": "eth1"}],
            "it has 'interfase', which is unknown. Did you mean interface?",
        ),
    ],
)
def test_a_wrong_value_is_told_with_what_would_be_right(variable, value, complaint):
    (fault,) = type_faults("one", {variable: value}, OPTIONS)
    assert complaint in fault.text()
    assert fault.host == "one"


def test_a_right_value_is_no_fault():
    values = {"nova_api_processes": "3", "stackwright_virtualization": "kvm", "somebody_elses": object()}
    assert type_faults("one", values, OPTIONS) == []


def test_a_secret_is_not_shown():
    (fault,) = type_faults("one", {"stackwright_secrets": "hunter2"}, OPTIONS)
    assert "hunter2" not in fault.text()


def test_what_is_required_and_not_set_is_described():
    (fault,) = missing_faults("one", {}, {"stackwright_address": OPTIONS["stackwright_address"]})
    assert fault.text() == (
        "stackwright_address: it is required and not set. "
        "Per host, the address on the internal network that services bind to."
    )
