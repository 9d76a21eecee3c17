# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A run limited to a host does that host's part of the whole run, and nothing else."""

from __future__ import annotations

from plans import brief, done, planned
from playbook import run_playbook

EDIT = {"nova_config": {"nova.conf": {"DEFAULT": {"debug": True}}}}


def test_limited_run_is_that_part_of_the_whole(cloud_name):
    whole = planned(cloud_name, **EDIT)["changes"]
    assert {("replace", "nova_api"), ("replace", "nova_compute")} <= brief(whole)
    assert {change["host"] for change in whole} == {"lab-control", "lab-compute"}

    part = done(run_playbook("site", cloud_name, "--limit lab-compute", **EDIT))
    assert part == [change for change in whole if change["host"] == "lab-compute"]
    rest = done(run_playbook("site", cloud_name, **EDIT))
    assert rest == [change for change in whole if change["host"] == "lab-control"]

    undone = done(run_playbook("site", cloud_name))
    assert brief(undone) == brief(whole)
    assert planned(cloud_name)["changes"] == []
