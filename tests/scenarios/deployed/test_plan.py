# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The plan says exactly what the next run does: after edits of variables and images, and after accidents."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from edits import another_image, generated, placement_option, remove, scribble, stop, without_dashboard
from plans import brief, done, planned
from playbook import run_playbook

# How many edits to generate; each takes half a minute.
GENERATED = int(os.environ.get("STACKWRIGHT_GENERATED_EDITS", "0"))


@pytest.fixture(scope="module")
def release(inventory, cloud_name) -> str:
    """The cloud's release."""
    return planned(cloud_name)["release"]


@pytest.fixture(scope="module", autouse=True)
def _as_before(cloud_name) -> Iterator[None]:
    """Leave the cloud as it was found."""
    yield
    assert run_playbook("site", cloud_name).passed


def start_times(host) -> dict[str, str]:
    """When each container was started, by name."""
    listing = json.loads(host.check_output("podman ps --all --filter label=stackwright.cloud --format json"))
    return {container["Names"][0]: container["StartedAt"] for container in listing}


def changes_of(name: str, changes: list[dict[str, Any]]) -> dict[str, Any]:
    [change] = [change for change in changes if change["name"] == name]
    return change


def test_plan_is_what_the_run_does(control, cloud_name, release, tmp_path):
    edits = {**another_image(control, release), **placement_option(11)}
    scribble(control, "horizon")
    plan = planned(cloud_name, **edits)
    assert brief(plan["changes"]) == {("replace", "memcached"), ("replace", "placement_api"), ("repair", "horizon")}
    assert changes_of("memcached", plan["changes"])["reasons"][0].startswith("image localhost/stackwright/memcached:")
    [option] = changes_of("placement_api", plan["changes"])["options"]
    assert (option["section"], option["option"]) == ("placement", "allocation_conflict_retry_count")
    assert (option["before"], option["after"]) == (None, "11")
    assert plan["unknown"] == []

    assert done(run_playbook("site", cloud_name, **edits)) == plan["changes"]
    assert planned(cloud_name, **edits)["changes"] == []

    # Once it is applied, the plan holds no longer, and nothing is touched.
    kept = tmp_path / "plan.json"
    kept.write_text(json.dumps(plan))
    before = start_times(control)
    refused = run_playbook("site", cloud_name, plan=str(kept), **edits)
    assert not refused.passed
    assert "no longer: ~ memcached on" in refused.output
    assert start_times(control) == before


def test_parts_make_up_the_whole(control, cloud_name, tmp_path):
    stop(control, "glance_api")
    plan = planned(cloud_name)
    assert brief(plan["changes"]) == {
        ("replace", "memcached"),
        ("start", "glance_api"),
        ("replace", "placement_api"),
    }
    before = start_times(control)

    phase = done(run_playbook("site", cloud_name, "--tags infrastructure"))
    assert phase == [changes_of("memcached", plan["changes"])]
    service = done(run_playbook("site", cloud_name, stackwright_only=["placement"]))
    assert service == [changes_of("placement_api", plan["changes"])]
    after = start_times(control)
    assert {name for name in before if after[name] != before[name]} == {"memcached", "placement_api"}

    kept = tmp_path / "plan.json"
    kept.write_text(json.dumps(planned(cloud_name)))
    rest = run_playbook("site", cloud_name, plan=str(kept))
    assert rest.passed, rest.output
    assert "glance_api" in rest.output
    assert planned(cloud_name)["changes"] == []


def test_disabled_service_is_removed_and_comes_back(control, cloud_name):
    remove(control, "memcached")
    plan = planned(cloud_name, **without_dashboard())
    assert brief(plan["changes"]) == {("create", "memcached"), ("remove", "horizon"), ("replace", "haproxy")}
    assert done(run_playbook("site", cloud_name, **without_dashboard())) == plan["changes"]

    plan = planned(cloud_name)
    assert brief(plan["changes"]) == {("create", "horizon"), ("replace", "haproxy")}
    assert done(run_playbook("site", cloud_name)) == plan["changes"]


def test_drift_fails_the_report(control, cloud_name):
    assert run_playbook("plan", cloud_name, plan_fail_on_changes=True).passed
    stop(control, "memcached")
    report = run_playbook("plan", cloud_name, plan_fail_on_changes=True)
    assert not report.passed
    assert "the cloud is not as it should be: 1 to start" in report.output


@pytest.mark.parametrize("seed", range(GENERATED))
def test_generated_edits_are_planned_as_they_are_done(seed, control, cloud_name, release):
    variables = generated(Random(seed), control, release)
    plan = planned(cloud_name, **variables)
    assert done(run_playbook("site", cloud_name, **variables)) == plan["changes"]
    assert planned(cloud_name, **variables)["changes"] == []
