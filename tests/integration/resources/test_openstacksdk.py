# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Logins work with the oldest openstacksdk that is supported as with the one that the project pins."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import stub_cloud

REPOSITORY = Path(__file__).resolve().parents[3]
OLDEST = "4.1.0"
LOG_IN = """
import json, sys
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.login import log_in
api = Api(log_in(json.loads(sys.stdin.read())), lambda: None)
print(json.dumps([api.login.user["name"], api.all_pages("identity", "/roles", "roles")[0]["name"]]))
"""


@pytest.fixture(scope="module")
def oldest() -> Path:
    """A Python with the oldest openstacksdk, made once."""
    environment = REPOSITORY / f".cache/openstacksdk-{OLDEST}"
    python = environment / "bin/python"
    if not python.exists():
        uv = str(Path(sys.executable).with_name("uv"))
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(environment)], check=True)
        install = [uv, "pip", "install", "--quiet", "--python", str(python), f"openstacksdk=={OLDEST}"]
        subprocess.run(install, check=True)
    return python


def test_oldest_openstacksdk_logs_in(cloud, oldest):
    done = subprocess.run(
        [oldest, "-c", LOG_IN],
        check=True,
        capture_output=True,
        text=True,
        input=json.dumps(stub_cloud.login(cloud)),
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / ".collections")},
    )
    assert json.loads(done.stdout) == ["admin", "admin"]
