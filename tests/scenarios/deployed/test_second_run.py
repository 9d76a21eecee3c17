# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A second run changes nothing and restarts nothing."""

from __future__ import annotations

import json

from playbook import run_playbook


def start_times(hosts, cloud_name) -> dict[tuple[str, str], str]:
    """When each container of the cloud was started, by host and name."""
    listing = f"podman ps --all --format json --filter label=stackwright.cloud={cloud_name}"
    return {
        (name, container["Names"][0]): container["StartedAt"]
        for name, host in hosts.items()
        for container in json.loads(host.check_output(listing))
    }


def test_second_run_changes_nothing(hosts, cloud_name):
    before = start_times(hosts, cloud_name)
    for playbook in ("site", "demo"):
        run = run_playbook(playbook, cloud_name)
        assert run.passed, run.output
        assert [(result.task, result.changes) for result in run.changed] == []
    assert start_times(hosts, cloud_name) == before


def test_second_run_asks_no_host_for_what_is_known(cloud_name):
    run = run_playbook("site", cloud_name, "--skip-tags catalogue,verify")
    called = {result.module for result in run.results if "invocation" in result.result}
    assert called == {"host_facts", "host", "registry", "converge"}
