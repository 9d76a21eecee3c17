# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""How long a run still takes, from earlier runs."""

from __future__ import annotations

import json

import pytest
from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress.estimate import Current, Estimate, Known
from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress.memory import Memory, identity, learned
from hypothesis import given
from hypothesis import strategies as st

SECONDS = st.floats(0, 1000)
HISTORIES = st.dictionaries(
    st.text(max_size=3),
    st.builds(Known, st.none() | SECONDS, st.none() | SECONDS, st.integers(0, 50)),
    max_size=6,
)


def test_nothing_is_foretold_of_a_first_run():
    assert Estimate({}).left(Current("one", 3, 0)) is None


def test_an_unchanged_run_takes_what_it_took():
    history = {"one": Known(idle=2.0), "two": Known(idle=3.0), "three": Known(idle=5.0)}
    estimate = Estimate(history)
    assert estimate.left(None) == 10
    estimate.finish("one", 2.0, changed=False)
    estimate.reach("two")
    assert estimate.left(Current("two", 1.0, 0)) == pytest.approx(7)


def test_after_a_deployment_the_next_run_is_expected_to_change_nothing():
    estimate = Estimate({"images": Known(busy=300.0), "services": Known(busy=90.0)})
    assert estimate.left(None) == 2


def test_when_steps_change_something_later_ones_are_expected_to():
    history = {name: Known(idle=1.0, busy=61.0) for name in "abcd"}
    estimate = Estimate(history)
    estimate.finish("a", 61.0, changed=True)
    estimate.finish("b", 61.0, changed=True)
    assert estimate.left(None) == pytest.approx(2 * (1 + 60 * 2 / 3))


def test_a_step_that_outlasts_its_idle_time_is_at_work():
    estimate = Estimate({"images": Known(idle=1.0, busy=300.0)})
    estimate.reach("images")
    assert estimate.left(Current("images", 20.0, 0)) == 280


def test_results_tell_how_far_a_step_is():
    estimate = Estimate({"hosts": Known(idle=100.0, results=50)})
    estimate.reach("hosts")
    assert estimate.left(Current("hosts", 20.0, 40)) == 5


def test_a_slower_machine_takes_longer():
    history = {"one": Known(idle=10.0), "two": Known(idle=10.0)}
    estimate = Estimate(history)
    estimate.finish("one", 20.0, changed=False)
    assert 16 < estimate.left(None) < 20


def test_steps_that_were_passed_over_do_not_count():
    history = {name: Known(idle=10.0) for name in ("one", "two", "three")}
    estimate = Estimate(history)
    estimate.reach("three")
    assert estimate.left(Current("three", 0.0, 0)) == 10


@given(HISTORIES, st.lists(st.tuples(st.text(max_size=3), SECONDS, st.booleans())), SECONDS, st.integers(0, 99))
def test_time_left_is_never_negative(history, finished, elapsed, results):
    estimate = Estimate(history)
    for key, seconds, changed in finished:
        estimate.finish(key, seconds, changed)
    left = estimate.left(Current(next(iter(history), ""), elapsed, results))
    assert left is None or left >= 0


def test_times_are_kept_from_run_to_run(tmp_path):
    memory = Memory(str(tmp_path / "new"), "run")
    assert memory.recall() == {}
    history = {"b": Known(1.0, 2.0, 3), "a": Known(idle=4.0)}
    memory.remember(history)
    assert list(memory.recall().items()) == list(history.items())


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"a": 1}', '{"a": {"else": 1}}', json.dumps({"a": {"idle": 1}})[:9]]
)
def test_a_broken_file_is_as_good_as_none(tmp_path, content):
    memory = Memory(str(tmp_path), "run")
    (tmp_path / "run.json").write_text(content)
    assert memory.recall() == {}


def test_runs_of_another_kind_have_times_of_their_own():
    arguments = {"args": ("site.yml",), "inventory": ("hosts",), "check": False, "tags": ["all"], "verbosity": 3}
    same = identity({**arguments, "verbosity": 0}, "/here")
    assert identity(arguments, "/here") == same
    for other in ({"check": True}, {"tags": ["images"]}, {"subset": "one"}, {"inventory": ("others",)}):
        assert identity({**arguments, **other}, "/here") != same


def test_a_run_that_failed_does_not_forget_what_comes_later():
    history = {"one": Known(idle=1.0), "two": Known(idle=2.0)}
    seen = {"one": Known(idle=9.0)}
    assert learned(history, seen, finished=False) == {"one": Known(idle=9.0), "two": Known(idle=2.0)}
    assert learned(history, seen, finished=True) == seen
