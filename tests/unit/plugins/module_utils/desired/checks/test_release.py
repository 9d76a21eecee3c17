# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.checks.release import (
    downgrade_faults,
    incomplete_faults,
)


@pytest.mark.parametrize(
    ("release", "theirs"), [("2026.1", None), ("2026.1", "2025.2"), ("2026.1", "2026.1"), ("2026.10", "2026.9")]
)
def test_release_may_stay_and_rise(release, theirs):
    assert list(downgrade_faults(release, {"one": theirs})) == []


def test_release_may_not_fall():
    (fault,) = downgrade_faults("2025.2", {"one": "2026.1", "two": None})
    assert (fault.host, fault.text()) == (
        "one",
        (
            "stackwright_release is '2025.2': its databases are of 2026.1, and no schema can go back. "
            "Use 2026.1, or restore a backup that was made with 2025.2."
        ),
    )


def test_services_whose_image_the_release_lacks_are_told():
    (fault,) = incomplete_faults("2025.2", {"openstack": ["nova", "glance"]}, ["2026.1"])
    assert fault.text() == (
        "stackwright_release is '2025.2': it has no image openstack, which glance, nova would run. "
        "Use 2026.1, or leave them out of stackwright_services."
    )
