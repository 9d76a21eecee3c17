# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.nearest import nearest, unknown_names

SERVICES = ["glance", "keystone", "nova"]


def test_misspelt_name_has_a_nearest():
    assert nearest("glanse", SERVICES) == "glance"
    assert nearest("zzz", SERVICES) is None


def test_known_names_are_no_fault():
    assert unknown_names(["nova"], SERVICES, "stackwright_services") == []


def test_fault_has_the_place_and_what_would_be_right():
    assert unknown_names(["keyston", "zzz"], SERVICES, "stackwright_services") == [
        "stackwright_services has 'keyston', which is unknown; did you mean 'keystone'?",
        "stackwright_services has 'zzz', which is unknown; known are glance, keystone, nova",
    ]
