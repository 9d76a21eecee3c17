# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Recorded events, what they add up to, and the page made of them."""

from __future__ import annotations

import json

import pytest
from ansible_collections.stackwright.cloud.plugins.plugin_utils.timeline import figures
from ansible_collections.stackwright.cloud.plugins.plugin_utils.timeline.page import page
from ansible_collections.stackwright.cloud.plugins.plugin_utils.timeline.record import facts
from ansible_collections.stackwright.cloud.plugins.plugin_utils.timeline.run import TimelineError, read
from ansible_collections.stackwright.cloud.plugins.plugin_utils.timeline.store import Timeline, prune
from hypothesis import given
from hypothesis import strategies as st

HEAD = {"event": "run", "at": 100.0, "schema": 1, "identity": "x", "playbooks": ["site.yml"], "check": False}
LOOK = {"event": "task", "at": 101.0, "name": "Look"}


def result(host, began, ended, state="ok", task=1, **more):
    return {"event": "result", "at": ended, "task": task, "host": host, "began": began, "state": state, **more}


def run(*events):
    return read(json.dumps(event) for event in (HEAD, *events))


def two_hosts():
    return run(
        {"event": "play", "at": 101.0, "name": "All", "hosts": ["a", "b"]},
        LOOK,
        result("a", 101.0, 103.0),
        result(
            "b", 101.0, 105.0, "changed", plan=["~ nova_api"], containers=[["replace", "nova_api"], ["create", "x"]]
        ),
        {"event": "play", "at": 106.0, "name": "One", "hosts": ["a"]},
        {"event": "task", "at": 106.0, "name": "Register"},
        result("a", 106.0, 109.0, task=2, calls={"identity": 4}),
        {"event": "end", "at": 110.0},
    )


def test_a_run_is_read_back():
    found = two_hosts()
    assert (found.seconds, found.finished, found.hosts) == (10.0, True, ["a", "b"])
    assert [(play.name, play.began, play.ended) for play in found.plays] == [("All", 101, 106), ("One", 106, 110)]
    assert [(task.name, task.seconds, task.state) for task in found.tasks] == [
        ("Look", 4, "changed"),
        ("Register", 3, "ok"),
    ]


def test_hosts_work_wait_and_are_elsewhere():
    first, second = figures.host_times(two_hosts())
    assert (first.host, first.working, first.waiting, first.elsewhere) == ("a", 5.0, 4.0, 1.0)
    assert (second.host, second.working, second.waiting, second.elsewhere) == ("b", 4.0, 1.0, 5.0)


def test_figures():
    found = two_hosts()
    assert figures.between_tasks(found) == 3.0
    assert [task.name for task in figures.slowest(found, 1)] == ["Look"]
    assert figures.restarted(found) == [("b", "nova_api")]
    assert figures.calls(found) == {"identity": 4}


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)).map(sorted)))
def test_overlapping_times_count_once(intervals):
    covered = {second for start, end in intervals for second in range(start, end)}
    assert figures.covered((start, end) for start, end in intervals) == len(covered)


def test_a_run_that_was_killed_is_readable():
    lines = [
        json.dumps(HEAD),
        json.dumps({"event": "play", "at": 101.0, "name": "All", "hosts": ["a"]}),
        json.dumps(LOOK)[:20],
    ]
    found = read(lines)
    assert not found.finished
    assert "broken off" in page(found)


@pytest.mark.parametrize(
    "lines", [[], ["no json"], ['{"event": "play", "at": 1}'], [json.dumps({**HEAD, "schema": 9})]]
)
def test_what_is_no_timeline_is_refused(lines):
    with pytest.raises(TimelineError):
        read(lines)


def test_results_are_recorded_by_what_they_changed():
    changes = [{"action": "replace", "container": "nova_api"}, "file /etc/x"]
    told = {
        "changed": True,
        "plan": ["~ nova_api"],
        "changes": changes,
        "api_calls": {"identity": 3},
        "diff": "x",
        "msg": "y",
    }
    assert facts(told) == {"plan": ["~ nova_api"], "containers": [["replace", "nova_api"]], "calls": {"identity": 3}}
    assert facts({**told, "changed": False}) == {"calls": {"identity": 3}}


@pytest.mark.parametrize("mark", [{"_ansible_no_log": True}, {"censored": "hidden"}])
def test_nothing_is_recorded_of_what_is_secret(mark):
    assert facts({"changed": True, "plan": ["hunter2"], **mark}) == {}


def test_a_page_shows_the_run_and_needs_no_network():
    text = page(two_hosts(), two_hosts())
    for shown in ("site.yml", "Look", "Register", "nova_api", "identity", "compared with"):
        assert shown in text
    for outside in ("http://", "https://", "src=", "@import", "url("):
        assert outside not in text


def test_names_cannot_break_the_page():
    evil = '"><script>alert(1)</script>'
    text = page(
        run(
            {"event": "play", "at": 101.0, "name": evil, "hosts": [evil]},
            {**LOOK, "name": evil},
            result(evil, 101.0, 102.0, "changed", plan=[evil], calls={evil: 1}),
        )
    )
    assert "<script>alert" not in text


def test_a_page_without_any_task():
    assert "0 hosts" in page(run())


def test_slower_and_faster_are_told():
    before, after = two_hosts(), two_hosts()
    after.plays[0].tasks[0].results[1] = after.plays[0].tasks[0].results[0]
    assert "-2.0 s" in page(after, before)
    assert "+2.0 s" in page(before, after)


def test_old_timelines_of_each_playbook_go(tmp_path):
    names = [
        f"2026-01-0{day}T10-00-00-{playbook}" for playbook, days in (("plan", 2), ("site", 5)) for day in range(days)
    ]
    for name in names:
        for suffix in ("jsonl", "html"):
            (tmp_path / f"{name}.{suffix}").touch()
    (tmp_path / "notes.txt").touch()
    prune(str(tmp_path), 2)
    left = {path.name for path in tmp_path.iterdir()}
    stay = [*names[:2], *names[-2:]]
    assert left == {"notes.txt", *(f"{name}.{suffix}" for name in stay for suffix in ("jsonl", "html"))}


def test_a_file_is_written_line_by_line(tmp_path):
    timeline = Timeline(str(tmp_path / "new"), "site")
    timeline.add(**{**HEAD, "at": 1.5})
    with open(timeline.path, encoding="utf-8") as file:
        assert read(file).began == 1.5
