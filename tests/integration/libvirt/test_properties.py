# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Whatever is wanted, libvirt stores it so that it reads as it was wanted."""

from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.tests.integration.libvirt.conftest import Hypervisor
from ansible_collections.stackwright.cloud.tests.integration.libvirt.strategies import DOMAINS, NETWORKS, POOLS
from hypothesis import given, settings
from hypothesis import strategies as st

KINDS = {"domains": DOMAINS, "networks": NETWORKS, "pools": POOLS}


@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_anything_becomes_anything_else_and_is_then_left_alone(uri: str, kind: str, data: st.DataObject) -> None:
    hypervisor = Hypervisor(uri)
    hypervisor.reconcile("networks", {"name": "lab", "bridge": "lab0", "portgroups": [{"name": "blue"}]})
    for wanted in (data.draw(KINDS[kind]), data.draw(KINDS[kind])):
        hypervisor.reconcile(kind, wanted)
        (again,) = hypervisor.reconcile(kind, wanted)
        assert again.changes == []
    (restarted,) = hypervisor.reconcile(kind, {**wanted, "restart": "allowed"})
    assert not restarted.restart_needed
    (last,) = hypervisor.reconcile(kind, {**wanted, "restart": "allowed"})
    assert not last.changed
    assert not last.restart_needed
    hypervisor.connection.close()
