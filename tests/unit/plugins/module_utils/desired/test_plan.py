# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The planner: what it says must be exactly what is to be done."""

from __future__ import annotations

import copy

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired import plan as planner
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.plan import (
    Change,
    plan,
    specification_differences,
)
from hypothesis import given
from hypothesis import strategies as st

TARGETS = ("/etc/demo/a.conf", "/etc/demo/b.conf", "/etc/demo/c.conf")
words = st.text("abc", min_size=1, max_size=4)

files = st.lists(st.sampled_from(TARGETS), unique=True).flatmap(
    lambda targets: st.tuples(
        *(
            st.fixed_dictionaries(
                {
                    "target": st.just(target),
                    "sha256": st.text("0123456789abcdef", min_size=64, max_size=64),
                    "mode": st.sampled_from(["0640", "0644"]),
                    "gid": st.integers(0, 3),
                    "hidden": st.booleans(),
                }
            )
            for target in sorted(targets)
        )
    ).map(list)
)

OTHER_FIELDS = {
    "service": words,
    "phase": st.sampled_from(["infrastructure", "identity", "services"]),
    "image": words,
    "command": st.lists(words, min_size=1),
    "user": st.sampled_from(["0:0", "42:42"]),
    "groups": st.lists(st.integers(1, 9)),
    "environment": st.dictionaries(words, words, max_size=2),
    "volumes": st.lists(st.fixed_dictionaries({"source": words, "target": words, "options": st.just([])}), max_size=2),
    "privileged": st.booleans(),
    "capabilities": st.lists(words),
    "devices": st.lists(words),
    "tmpfs": st.lists(words),
    "limits": st.dictionaries(words, words, max_size=1),
    "namespaces": st.dictionaries(st.sampled_from(["pid", "ipc"]), st.just("host")),
    "stop_timeout": st.integers(0, 60),
    "prepare": st.none() | st.fixed_dictionaries({"command": st.lists(words), "creates": words}),
    "setup": st.lists(st.lists(words)),
}

specifications = st.fixed_dictionaries({**OTHER_FIELDS, "files": files})
hosts = st.dictionaries(st.sampled_from(["api", "db", "queue", "worker"]), specifications).map(
    lambda found: {name: {**specification, "name": name} for name, specification in found.items()}
)


def desired(specifications: dict) -> list:
    return [{"specification": specification, "needs": []} for specification in specifications.values()]


def running(specifications: dict) -> dict:
    return {
        name: {"name": name, "specification": specification, "state": "running", "running": True}
        for name, specification in copy.deepcopy(specifications).items()
    }


def applied(changes: list[Change], actual: dict, wanted: dict) -> dict:
    """Return the containers of a host after the work that *changes* name, and nothing else."""
    after = dict(actual)
    for change in changes:
        if change.action == "remove":
            del after[change.container]
        elif change.action == "start":
            after[change.container] = {**after[change.container], "state": "running", "running": True}
        else:
            after.update(running({change.container: wanted[change.container]}))
    return after


@given(wanted=hosts, present=hosts, stopped=st.sets(st.sampled_from(["api", "db", "queue", "worker"])))
def test_what_the_plan_says_is_enough(wanted, present, stopped):
    actual = running(present)
    for name in stopped & set(actual):
        actual[name] |= {"state": "exited", "running": False}
    changes = plan(desired(wanted), actual, {})
    assert plan(desired(wanted), applied(changes, actual, wanted), {}) == []


@given(wanted=hosts)
def test_nothing_is_planned_for_a_host_that_is_as_it_should_be(wanted):
    assert plan(desired(wanted), running(wanted), {}) == []


@given(wanted=hosts, present=hosts)
def test_removals_come_first_and_each_container_has_one_change(wanted, present):
    changes = plan(desired(wanted), running(present), {})
    removed = sorted(set(present) - set(wanted))
    assert [change.container for change in changes[: len(removed)]] == removed
    assert all(change.action != "remove" for change in changes[len(removed) :])
    names = [change.container for change in changes]
    assert len(names) == len(set(names))


@given(data=st.data(), present=hosts.filter(bool))
def test_one_edited_field_gives_one_replacement_that_names_it(data, present):
    wanted = copy.deepcopy(present)
    name = data.draw(st.sampled_from(sorted(wanted)))
    field = data.draw(st.sampled_from(sorted(OTHER_FIELDS)))
    wanted[name][field] = data.draw(OTHER_FIELDS[field].filter(lambda value: value != present[name][field]))
    (change,) = plan(desired(wanted), running(present), {})
    assert (change.action, change.container, change.files) == ("replace", name, ())
    assert len(change.reasons) == 1
    assert change.reasons[0].startswith(f"{field} ")


@given(present=hosts.filter(bool), data=st.data())
def test_edited_files_give_one_replacement_with_exactly_those_files(data, present):
    wanted = copy.deepcopy(present)
    name = data.draw(st.sampled_from(sorted(wanted)))
    wanted[name]["files"] = data.draw(files.filter(lambda value: value != present[name]["files"]))
    (change,) = plan(desired(wanted), running(present), {})
    before = {item["target"]: item for item in present[name]["files"]}
    after = {item["target"]: item for item in wanted[name]["files"]}
    assert (change.action, change.container) == ("replace", name)
    assert set(change.files) == {target for target in TARGETS if before.get(target) != after.get(target)}
    assert change.reasons == tuple(f"file {target}" for target in sorted(change.files))


SPECIFICATION = {"name": "api", "service": "demo", "image": "demo:1", "files": [], "setup": []}


def found(**fields) -> dict:
    return {"api": {"name": "api", "specification": SPECIFICATION, "state": "running", "running": True, **fields}}


def test_drift_is_repaired_even_when_the_container_is_down():
    drifted = {"api": {"reasons": ["file /a was changed on disk"], "files": ["/a"]}}
    actual = found(state="exited", running=False)
    (change,) = plan(desired({"api": SPECIFICATION}), actual, drifted)
    assert change == Change("repair", "api", "demo", ("file /a was changed on disk",), ("/a",))


def test_drift_of_a_container_that_is_replaced_anyway_is_no_second_change():
    wanted = {**SPECIFICATION, "image": "demo:2"}
    drifted = {"api": {"reasons": ["it was never seen healthy"], "files": []}}
    (change,) = plan(desired({"api": wanted}), found(), drifted)
    assert change.as_line() == "~ api: image demo:1 -> demo:2"


def test_container_with_an_unreadable_label_is_replaced_or_removed():
    actual = found(specification=None)
    assert plan(desired({"api": SPECIFICATION}), actual, {})[0].as_line() == "~ api: its specification cannot be read"
    assert plan([], actual, {})[0].as_line() == "- api: no longer wanted here"


def test_stopped_container_is_started():
    (change,) = plan(desired({"api": SPECIFICATION}), found(state="exited", running=False), {})
    assert change.as_line() == "~ api: it is exited"


@pytest.mark.parametrize("action", ["create", "replace", "repair", "start", "remove"])
def test_every_action_has_a_sign(action):
    assert planner.Change(action, "api", "demo").as_line()[1:] == " api"


def test_long_values_are_cut_short():
    before = {**SPECIFICATION, "setup": [["x" * 500]]}
    (phrase,) = specification_differences(before, SPECIFICATION)
    assert len(phrase) < 200


def test_change_as_data_is_json():
    change = Change("create", "api", "demo", ("because",), ("/a",))
    assert change.as_dict() == {
        "action": "create",
        "container": "api",
        "service": "demo",
        "reasons": ["because"],
        "files": ["/a"],
    }
