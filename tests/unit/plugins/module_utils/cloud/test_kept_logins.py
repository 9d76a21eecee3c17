# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import os

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud import login, token_cache
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.login import log_in

PASSWORD = "not to be kept"
CLOUDS = """
clouds:
  undercloud:
    auth_type: http_basic
    auth: {endpoint: "https://192.0.2.1:6385", username: admin, password: "%s"}
"""


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("OS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def kept():
    directory = token_cache.directory()
    return [path.read_text() for path in directory.iterdir()] if directory.exists() else []


def test_login_from_a_file_is_kept_and_used_again(place, monkeypatch):
    file = place / "clouds.yaml"
    file.write_text(CLOUDS % PASSWORD)
    options = {"cloud": "undercloud", "clouds_file": str(file)}
    first = log_in(options)
    monkeypatch.setattr(login, "_authenticate", lambda _options: pytest.fail("it was kept"))
    assert log_in(options) == first
    assert log_in(options).headers["Authorization"].startswith("Basic ")


def test_another_password_in_the_file_is_another_login(place):
    file = place / "clouds.yaml"
    options = {"cloud": "undercloud", "clouds_file": str(file)}
    logins = []
    for password in (PASSWORD, "another"):
        file.write_text(CLOUDS % password)
        logins.append(log_in(options))
    assert logins[0] != logins[1]


def test_password_of_a_task_is_put_into_no_file():
    auth = {"endpoint": "https://192.0.2.1:6385", "username": "admin", "password": PASSWORD}
    assert log_in({"auth_type": "http_basic", "auth": auth}).basic
    assert kept() == []


def test_password_of_a_cloud_that_a_task_describes_is_put_into_no_file():
    auth = {"endpoint": "https://192.0.2.1:6385", "username": "admin", "password": PASSWORD}
    assert log_in({"cloud": {"auth_type": "http_basic", "auth": auth}}).basic
    assert kept() == []


def test_password_of_the_environment_is_put_into_no_file(monkeypatch):
    own = {"AUTH_TYPE": "http_basic", "ENDPOINT": "https://192.0.2.1:6385", "USERNAME": "admin", "PASSWORD": PASSWORD}
    for name, value in own.items():
        monkeypatch.setenv(f"OS_{name}", value)
    assert log_in({"cloud": "envvars"}).basic
    assert kept() == []


def test_login_without_a_password_is_kept():
    log_in({"auth_type": "none", "auth": {"endpoint": "https://192.0.2.1:6385"}})
    assert len(kept()) == 1
