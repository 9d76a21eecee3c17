# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.checks.fault import Fault, report


def test_hosts_that_share_a_fault_share_its_line():
    faults = [
        Fault("a", "memory", None, "too little"),
        Fault("", "stackwright_release", "2026", "there is no such release", "Did you mean 2026.1?"),
        Fault("b", "memory", None, "too little"),
        Fault("b", "memory", None, "too little"),
    ]
    assert report(faults).splitlines() == [
        "2 faults; nothing was changed.",
        "1. a, b: memory: too little.",
        "2. stackwright_release is '2026': there is no such release. Did you mean 2026.1?",
    ]


def test_one_fault_with_a_remedy():
    assert (
        report([Fault("a", "x", 1, "is odd", "Use 2")]) == "1 fault; nothing was changed.\n1. a: x is 1: is odd. Use 2."
    )
