# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.checks.bare_metal import bare_metal_faults

CLOUD = {
    "stackwright_services": ["keystone", "neutron", "nova", "ironic"],
    "stackwright_provider_networks": [{"name": "physnet1", "bridge": "br-ex"}],
}
UNDERCLOUD = {"stackwright_services": ["mariadb", "ironic", "network_boot"], "stackwright_provider_networks": []}


def without(service: str) -> dict:
    return {**CLOUD, "stackwright_services": [name for name in CLOUD["stackwright_services"] if name != service]}


@pytest.mark.parametrize(
    "variables",
    [
        CLOUD,
        {**CLOUD, "ironic_cleaning_network": "machines"},
        UNDERCLOUD,
        {**UNDERCLOUD, "ironic_authentication": "http_basic"},
        # Of what is not enabled, nothing is asked.
        {**without("ironic"), "ironic_authentication": "http_basic", "ironic_cleaning_network": "machines"},
    ],
)
def test_what_works_is_no_fault(variables):
    assert list(bare_metal_faults(variables)) == []


@pytest.mark.parametrize(
    ("variables", "variable", "problem"),
    [
        ({**CLOUD, "ironic_authentication": "http_basic"}, "ironic_authentication", "Nova logs in by Keystone"),
        ({**UNDERCLOUD, "ironic_authentication": "keystone"}, "ironic_authentication", "keystone is none of"),
        ({**without("neutron"), "ironic_cleaning_network": "a"}, "ironic_cleaning_network", "neutron is none of"),
        (
            {**CLOUD, "ironic_cleaning_network": "a", "stackwright_provider_networks": []},
            "ironic_cleaning_network",
            "stackwright_provider_networks names none",
        ),
        (
            {
                **CLOUD,
                "ironic_cleaning_network": "a",
                "stackwright_services": [*CLOUD["stackwright_services"], "network_boot"],
            },
            "ironic_cleaning_network",
            "so would service network_boot",
        ),
    ],
)
def test_what_cannot_work_is_named(variables, variable, problem):
    (fault,) = bare_metal_faults(variables)
    assert fault.variable == variable
    assert problem in fault.problem
    assert fault.remedy
