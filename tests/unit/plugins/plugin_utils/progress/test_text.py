# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The lines that people read."""

from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress.text import excerpt, title


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("stackwright.cloud.host : Prepare the host", "host: Prepare the host"),
        ("common : Make it", "common : Make it"),
        ("Wait for a.b.c : then go", "Wait for a.b.c : then go"),
        ("Two\nlines", "Two lines"),
    ],
)
def test_title(name, expected):
    assert title(name) == expected


def test_a_long_error_keeps_its_beginning_and_its_end():
    lines = [str(number) for number in range(30)]
    assert excerpt(lines, 12) == ["0", "1", "2", "… 18 more lines stand above", *lines[-9:]]
    assert excerpt(lines, None) == excerpt(lines, 29) == lines
