# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Where a run is, and the lines that say so."""

from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress import text
from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress.estimate import Known
from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress.failure import advice, explanation, failure
from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress.run import Run
from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress.step import Step, grouped
from hypothesis import given
from hypothesis import strategies as st


def step(**states: str) -> Step:
    made = Step("Converge the services", "key", 10.0, 10.0)
    for host, state in states.items():
        made.report(host, state, 12.5)
    return made


def test_a_run_goes_through_its_phases_and_steps():
    run = Run({"First: look": Known(idle=2.0)}, playbooks=1, now=0.0)
    run.begin_playbook(phases=2)
    run.begin_phase("First", ["a", "b"])
    run.begin_step("1", "look", 0.0, expected=2)
    run.step("1").report("a", "ok", 1.0)
    at = run.position()
    assert (at.phase, at.number, at.phases, at.step, at.done, at.hosts) == ("First", 1, 2, "look", 1, 2)
    assert run.left(1.0) == 1
    assert run.fraction(1.0) == 0.5
    run.step("1").report("b", "changed", 3.0)
    assert run.step("1").complete
    finished = run.finish_step("1")
    assert finished.state == "changed"
    assert run.seen == {"First: look": Known(idle=2.0, busy=3.0, results=2)}
    assert (run.worked, run.changed) == (1, 1)
    assert run.in_last_playbook


def test_steps_of_one_name_are_told_apart():
    run = Run({}, 1, 0.0)
    run.begin_playbook(1)
    run.begin_phase("One", ["a"])
    for identifier in ("1", "2"):
        run.begin_step(identifier, "wait", 0.0, 1)
        run.step(identifier).report("a", "ok", 1.0)
        run.finish_step(identifier)
    assert list(run.seen) == ["One: wait", "One: wait #2"]


def test_batches_of_a_play_are_one_phase():
    run = Run({}, 1, 0.0)
    run.begin_playbook(3)
    for hosts in (["a"], ["b"]):
        run.begin_phase("Roll", hosts)
    assert run.position().number == 1
    run.begin_phase("Next", ["a"])
    assert run.position().number == 2


def test_the_bar_never_goes_back():
    run = Run({"P: a": Known(idle=1.0, busy=100.0), "P: b": Known(idle=1.0, busy=100.0)}, 1, 0.0)
    run.begin_playbook(1)
    run.begin_phase("P", ["h"])
    run.begin_step("a", "a", 0.0, 1)
    before = run.fraction(0.9)
    assert run.fraction(1.1) >= before


def test_a_step_is_as_its_worst_host():
    assert step(a="ok", b="changed", c="failed").state == "failed"
    assert step(a="ok", b="skipped").state == "ok"
    assert step().state == "skipped"


def test_a_line_is_as_wide_as_the_terminal_and_says_what_happened():
    for states, hosts in (
        ({"a": "ok"}, ""),
        ({"a": "ok", "b": "ok"}, "2 hosts"),
        ({"a": "changed", "b": "ok"}, "1 changed, 1 ok"),
    ):
        line = text.flat(text.step_line(step(**states), 80))
        assert line.startswith(("  ✓ Converge", "  ~ Converge"))
        assert line.endswith("2.5 s")
        assert hosts in line
        assert len(line) == 80


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=200), st.integers(40, 200))
def test_no_line_is_wider_than_the_terminal(name, width):
    made = step(a="ok", b="failed")
    made.name = name
    assert text.columns(text.flat(text.step_line(made, width))) <= width
    at = text.Position(name, 3, 9, name, 2, 10)
    assert text.columns(text.flat(text.bar_line(at, 3671, 100, 0.5, width))) <= width


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.04, "0.0 s"), (9.94, "9.9 s"), (12.4, "12 s"), (59.6, "1:00"), (125, "2:05"), (3609, "1:00:09")],
)
def test_durations(seconds, said):
    assert text.duration(seconds) == said


@pytest.mark.parametrize(("seconds", "said"), [(0, "1 s"), (4.4, "4 s"), (33, "35 s"), (95, "2 min"), (600, "10 min")])
def test_estimates_are_no_more_precise_than_they_are(seconds, said):
    assert text.roughly(seconds) == said


def test_long_plans_are_cut_and_say_so():
    plan = [f"+ c{number}" for number in range(20)]
    lines = [text.flat(line).strip() for line in text.plan_lines(["a", "b"], plan, several=True, limit=12)]
    assert lines == ["a, b", *plan[:12], "… and 8 more (-v shows all)"]
    assert len(text.plan_lines(["a"], plan, several=False, limit=None)) == 20
    assert len(text.plan_lines(["a"], plan[:13], several=False, limit=12)) == 13


def test_hosts_with_the_same_plan_are_told_once():
    assert grouped({"b": ["x"], "c": ["y"], "a": ["x"]}) == [(["a", "b"], ["x"]), (["c"], ["y"])]


def test_messages_are_laid_out_for_people():
    assert text.message_lines({"dashboard": "https://x", "log in": ["one", "two"]}) == [
        "dashboard  https://x",
        "log in     one",
        "           two",
    ]
    assert text.message_lines("one\ntwo\n") == ["one", "two"]
    assert text.message_lines(7) == ["7"]


def test_a_failure_says_all_that_is_known():
    assert explanation({"msg": "no\nway", "stderr": "cannot\nfind", "stdout": ""}) == [
        "no",
        "way",
        "stderr:",
        "  cannot",
        "  find",
    ]
    items = [{"failed": True, "item": "a", "msg": "bad\nworse"}, {"item": "b", "msg": "good"}]
    assert explanation({"msg": "One or more items failed", "results": items}) == ["a: bad", "  worse"]


def test_a_failure_hides_what_is_secret():
    secret = {"censored": "the output has been hidden", "msg": "hunter2"}
    assert "hunter2" not in " ".join(explanation(secret))
    looped = {"results": [{**secret, "failed": True, "item": "hunter2"}]}
    assert "hunter2" not in " ".join(explanation(looped))


def test_advice_fits_what_failed():
    lost = failure("h1", "Look", "site.yml:3", {"msg": "no route"}, unreachable=True)
    assert "ansible h1 -m ansible.builtin.ping" in advice([lost])[0]
    crashed = failure("h1", "Look", "site.yml:3", {"msg": "no json", "module_stderr": "Traceback"})
    assert any("-vvv" in line for line in advice([crashed]))
    assert len(advice([failure("h1", "Look", "site.yml:3", {"msg": "bad value"})])) == 1
