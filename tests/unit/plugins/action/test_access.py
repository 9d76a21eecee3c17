# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""When the administrator's file is written."""

from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.action.access import differences


@pytest.mark.parametrize(
    ("content", "mode", "reasons"),
    [
        (b"as it should be", 0o600, None),
        (b"as it was", 0o600, ["content"]),
        (b"as it should be", 0o644, ["mode 0644 -> 0600"]),
        (b"as it was", 0o640, ["content", "mode 0640 -> 0600"]),
    ],
)
def test_content_and_mode_count(tmp_path, content, mode, reasons):
    path = tmp_path / "clouds.yaml"
    path.write_bytes(content)
    path.chmod(mode)
    found = differences(str(path), b"as it should be")
    assert [entry["reasons"] for entry in found] == ([] if reasons is None else [reasons])


def test_missing_file_is_made(tmp_path):
    [change] = differences(str(tmp_path / "clouds.yaml"), b"")
    assert (change["action"], change["name"]) == ("create", "clouds.yaml")
