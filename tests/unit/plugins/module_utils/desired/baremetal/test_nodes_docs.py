# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The page and the schema of the document are what the fields say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.schema import json_schema

REPOSITORY = Path(__file__).resolve().parents[6]


def test_page_and_schema_are_current():
    done = subprocess.run([sys.executable, REPOSITORY / "docs/generate_baremetal.py", "--check"], check=False)
    assert done.returncode == 0


def test_schema_has_needs_and_bounds():
    node = json_schema()["properties"]["nodes"]["items"]
    assert node["required"] == ["name", "bmc"]
    vlan = node["properties"]["network"]["properties"]["vlans"]["items"]
    assert (vlan["properties"]["id"]["minimum"], vlan["properties"]["id"]["maximum"]) == (1, 4094)
