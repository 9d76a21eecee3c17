# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.verification import conductor_faults


def test_ironic_needs_conductors_that_are_alive():
    assert conductor_faults([{"hostname": "a", "alive": True}]) == []
    assert conductor_faults([{"hostname": "a", "alive": False}]) == ["ironic-conductor on a is not alive"]
    assert conductor_faults([]) == ["no conductor of Ironic has registered"]
