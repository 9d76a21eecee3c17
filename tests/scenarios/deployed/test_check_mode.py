# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Check mode names exactly what the next run changes."""

from __future__ import annotations

import pytest
from playbook import Run, run_playbook

GLANCE_FILE = "/etc/stackwright/containers/glance_api/*/etc/glance/glance-api.conf"
EDIT = {"nova_config": {"nova-compute.conf": {"compute": {"max_concurrent_disk_ops": 2}}}}


def changes(run: Run) -> dict:
    """What a run changed, or would, by host and task."""
    assert run.passed, run.output
    return {(result.host, result.task): result.changes for result in run.changed}


def touched(run: Run) -> set[tuple[str, str]]:
    """The containers that a run changed, or would, and how."""
    return {
        (change["action"], change["container"]) for result in run.changed for change in result.result.get("changes", [])
    }


@pytest.fixture
def disturbed_host(control):
    """A control host with a container removed and a file changed by hand."""
    control.check_output("podman rm --force placement_api")
    control.check_output(f"echo 'debug = true' | tee --append {GLANCE_FILE}")
    return control


def test_check_mode_agrees_with_the_next_run(disturbed_host, cloud_name):
    planned = run_playbook("site", cloud_name, "--check --diff", **EDIT)
    assert touched(planned) == {("create", "placement_api"), ("repair", "glance_api"), ("replace", "nova_compute")}
    assert not disturbed_host.run("podman container exists placement_api").succeeded

    done = run_playbook("site", cloud_name, "--diff", **EDIT)
    assert changes(done) == changes(planned)

    undone = run_playbook("site", cloud_name, "--diff")
    assert touched(undone) == {("replace", "nova_compute")}
