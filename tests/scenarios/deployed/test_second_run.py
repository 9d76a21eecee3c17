# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A second run changes nothing and restarts nothing."""

from __future__ import annotations

import json

from playbook import run_playbook


def start_times(host) -> dict[str, str]:
    """When each container of the host was started, by name."""
    containers = json.loads(host.check_output("podman ps --all --format json"))
    return {container["Names"][0]: container["StartedAt"] for container in containers}


def test_second_run_changes_nothing(host, cloud_name):
    before = start_times(host)
    for playbook in ("site", "demo"):
        run = run_playbook(playbook, cloud_name)
        assert run.passed, run.output
        assert [(result.task, result.changes) for result in run.changed] == []
    assert start_times(host) == before
