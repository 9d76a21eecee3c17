# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Every way to log in works with the oldest openstacksdk that is supported, and with the one that the project pins."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import stub_cloud
import yaml

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


@pytest.fixture(params=["oldest", "newest"])
def python(request) -> Path:
    """A Python with the oldest openstacksdk, or with the one that the project pins."""
    return request.getfixturevalue("oldest") if request.param == "oldest" else Path(sys.executable)


@pytest.fixture
def clouds_file(cloud, tmp_path) -> Path:
    """A `clouds.yaml` as AWX writes it from its credential."""
    path = tmp_path / "clouds.yaml"
    devstack = {**stub_cloud.login(cloud), "private": True, "verify": True}
    path.write_text(yaml.safe_dump({"clouds": {"devstack": devstack}, "cache": {"expiration_time": 3600}}))
    return path


def logged_in(python: Path, options: dict, **environment: str) -> list:
    """Return who logged in with *options* and *environment*, and the first role there is."""
    done = subprocess.run(
        [python, "-c", LOG_IN],
        check=True,
        capture_output=True,
        text=True,
        input=json.dumps(options),
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / ".collections"), **environment},
    )
    return json.loads(done.stdout)


def test_login_by_options(cloud, python):
    assert logged_in(python, stub_cloud.login(cloud)) == ["admin", "admin"]


def test_login_by_environment(cloud, python):
    options = stub_cloud.login(cloud)
    environment = {f"OS_{name.upper()}": value for name, value in options["auth"].items()}
    assert logged_in(python, {}, OS_REGION_NAME="RegionOne", **environment) == ["admin", "admin"]


def test_login_by_the_only_cloud_of_a_file(python, clouds_file):
    assert logged_in(python, {"clouds_file": str(clouds_file)}) == ["admin", "admin"]


def test_login_by_the_file_and_the_cloud_that_the_environment_names(python, clouds_file):
    environment = {"OS_CLIENT_CONFIG_FILE": str(clouds_file), "OS_CLOUD": "devstack"}
    assert logged_in(python, {}, **environment) == ["admin", "admin"]


def test_login_with_an_application_credential(cloud, python):
    auth = {"application_credential_id": "one", "application_credential_secret": "secret"}
    auth["auth_url"] = stub_cloud.login(cloud)["auth"]["auth_url"]
    assert logged_in(python, {"auth_type": "v3applicationcredential", "auth": auth}) == ["admin", "admin"]
