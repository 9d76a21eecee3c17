# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.jobs import mark, pending

SPECIFICATION = {"name": "sync", "image": "openstack:1", "command": ["sync"], "user": "1:1", "files": [{"sha256": "a"}]}
JOB = {"specification": SPECIFICATION}


def test_job_is_pending_until_it_is_marked():
    assert pending([JOB], {}) == [JOB]
    assert pending([JOB], {"sync": mark(SPECIFICATION)}) == []


@pytest.mark.parametrize("change", [{"image": "openstack:2"}, {"command": ["sync", "--all"]}, {"user": "2:2"}])
def test_another_image_command_or_user_makes_it_pending_again(change):
    assert pending([{"specification": {**SPECIFICATION, **change}}], {"sync": mark(SPECIFICATION)})


def test_changed_file_does_not():
    assert mark({**SPECIFICATION, "files": []}) == mark(SPECIFICATION)
