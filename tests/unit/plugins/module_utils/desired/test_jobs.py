# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.jobs import mark, pending

FILES = [{"target": "/sync.conf", "sha256": "a"}, {"target": "/password", "sha256": "b"}]
SPECIFICATION = {"name": "sync", "image": "openstack:1", "command": ["sync"], "user": "1:1", "files": FILES}
JOB = {"specification": SPECIFICATION, "repeat_on": ["/password"]}


def changed(target: str) -> dict:
    """Return the job with another content of file *target*."""
    files = [{**item, "sha256": "z"} if item["target"] == target else item for item in FILES]
    return {**JOB, "specification": {**SPECIFICATION, "files": files}}


def test_job_is_pending_until_it_is_marked():
    assert pending([JOB], {}) == [JOB]
    assert pending([JOB], {"sync": mark(JOB)}) == []


@pytest.mark.parametrize("change", [{"image": "openstack:2"}, {"command": ["sync", "--all"]}, {"user": "2:2"}])
def test_another_image_command_or_user_makes_it_pending_again(change):
    assert pending([{**JOB, "specification": {**SPECIFICATION, **change}}], {"sync": mark(JOB)})


def test_so_does_a_file_that_it_carries_over_and_no_other():
    assert pending([changed("/password")], {"sync": mark(JOB)})
    assert not pending([changed("/sync.conf")], {"sync": mark(JOB)})
