# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The page and the schema of the document are what the kinds say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import KINDS
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.schema import json_schema

REPOSITORY = Path(__file__).resolve().parents[6]


def test_page_and_schema_are_current():
    done = subprocess.run([sys.executable, REPOSITORY / "docs/generate_resources.py", "--check"], check=False)
    assert done.returncode == 0


def test_schema_has_every_kind_and_its_needs():
    properties = json_schema()["properties"]
    assert set(properties) == {"name", *KINDS}
    assert properties["subnets"]["items"]["required"] == ["name", "network"]
    assert properties["networks"]["items"]["properties"]["mtu"]["type"] == ["integer", "null"]
