# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import threading
import time

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.order import check_cycles, run_in_order
from hypothesis import given, settings
from hypothesis import strategies as st

NAMES = [f"job{index}" for index in range(8)]


@st.composite
def orders(draw):
    """Needs without a cycle: each name may only need names before it, and ones that do not exist here."""
    count = draw(st.integers(0, len(NAMES)))
    return {NAMES[index]: draw(st.sets(st.sampled_from([*NAMES[:index], "elsewhere"]))) for index in range(count)}


@settings(deadline=None)
@given(needs=orders(), workers=st.integers(1, 4))
def test_nothing_begins_before_what_it_needs_has_ended(needs, workers):
    lock = threading.Lock()
    ended, early, busy, most = [], [], [0], [0]

    def work(name):
        with lock:
            early.extend(need for need in needs[name] if need in needs and need not in ended)
            busy[0] += 1
            most[0] = max(most[0], busy[0])
        time.sleep(0.001)
        with lock:
            busy[0] -= 1
            ended.append(name)

    assert run_in_order(needs, work, workers) == {}
    assert sorted(ended) == sorted(needs)
    assert early == []
    assert most[0] <= workers


def test_independent_work_is_done_side_by_side():
    together = threading.Barrier(2, timeout=10)
    assert run_in_order({"a": (), "b": ()}, lambda name: together.wait(), workers=2) == {}


def test_after_a_failure_nothing_new_begins_and_what_runs_is_waited_for():
    done = []
    failing = threading.Event()

    def work(name):
        if name == "bad":
            failing.set()
            raise OSError("no space")
        if name == "slow":
            assert failing.wait(10)
            time.sleep(0.05)
        done.append(name)

    failures = run_in_order({"bad": (), "slow": (), "after": ["bad"], "later": ["slow"]}, work, workers=2)
    assert {name: str(error) for name, error in failures.items()} == {"bad": "no space"}
    assert done == ["slow"]


def test_cycle_is_named_without_those_outside_it():
    with pytest.raises(ValueError, match=r"circle among a, b$"):
        check_cycles({"a": ["b"], "b": ["a"], "c": []})


@given(needs=orders())
def test_no_cycle_is_found_where_there_is_none(needs):
    check_cycles(needs)
