# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A change that does not work leaves what worked."""

from __future__ import annotations

from playbook import run_playbook

BROKEN = {"placement_config": {"placement.conf": {"placement_database": {"connection": "nonsense://"}}}}


def test_failed_change_puts_the_old_container_back(control, cloud, cloud_name):
    before = control.check_output("podman inspect --format '{{.Id}}' placement_api")

    failed = run_playbook("site", cloud_name, **BROKEN)
    assert not failed.passed
    assert "placement_api" in failed.output
    assert "nonsense" in failed.output, "the log of the new container is shown"
    assert control.check_output("podman inspect --format '{{.Id}}' placement_api") == before
    assert cloud.placement.get("/resource_providers").ok

    repeated = run_playbook("site", cloud_name)
    assert repeated.passed, repeated.output
    assert [(result.task, result.changes) for result in repeated.changed] == []
