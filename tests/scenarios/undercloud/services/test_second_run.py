# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A second run changes nothing, while a machine is at work or not."""

from __future__ import annotations

from playbook import run_playbook


def test_second_run_changes_nothing(cloud_name):
    for playbook in ("lab_hosts", "undercloud"):
        run = run_playbook(playbook, cloud_name)
        assert run.passed, run.output
        assert [(result.task, result.changes) for result in run.changed] == []


def test_check_mode_gets_to_the_end(cloud_name):
    run = run_playbook("undercloud", cloud_name, options="--check")
    assert run.passed, run.output
    assert run.changed == []
