# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Steps that the tests on the real hypervisor share."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Callable

from ansible_collections.stackwright.cloud.tests.integration.libvirt.conftest import Hypervisor


def eventually(condition: Callable[[], bool], seconds: int = 60) -> bool:
    """Whether it comes true in time; a guest out of reach is one of which it is not true yet."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(AssertionError, subprocess.TimeoutExpired):
            if condition():
                return True
        time.sleep(1)
    return False


def effects(hypervisor: Hypervisor, kind: str, *wanted: dict) -> dict[str, str]:
    """How each change takes effect; that check mode foretells them and a second run finds none is asserted for all."""
    before = hypervisor.state()
    predicted = hypervisor.reconcile(kind, *wanted, check_mode=True)
    assert hypervisor.state() == before
    made = hypervisor.reconcile(kind, *wanted)
    assert [plan.changes for plan in made] == [plan.changes for plan in predicted]
    assert [plan.changes for plan in hypervisor.reconcile(kind, *wanted)] == [[] for _one in wanted]
    return {change.path: change.effect for plan in made for change in plan.changes}


def names(hypervisor: Hypervisor, kind: str) -> list[str]:
    """The names of all there are of a kind."""
    return sorted(one["name"] for one in hypervisor.stored(kind))
