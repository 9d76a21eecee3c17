# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Who may do what: the API by password over TLS, files for everybody, the conductor for the API alone."""

from __future__ import annotations

import hashlib

import pytest
import requests
from undercloud import API, FILES, HOST


@pytest.fixture
def authority(cloud_directory) -> str:
    return str(cloud_directory / "pki/ca.pem")


def test_administrator_sees_the_conductor(bare_metal):
    assert [conductor.alive for conductor in bare_metal.conductors()] == [True]


@pytest.mark.parametrize("login", [None, ("admin", "wrong"), ("nobody", "wrong")])
def test_nobody_else_sees_nodes(authority, login):
    assert requests.get(f"{API}/v1/nodes", verify=authority, auth=login, timeout=10).status_code == 401


def test_agents_need_no_login_to_look_themselves_up(authority):
    answer = requests.get(f"{API}/v1/lookup", params={"addresses": "52:54:00:00:00:99"}, verify=authority, timeout=10)
    assert answer.status_code == 404


def test_conductor_refuses_calls_without_the_services_password():
    call = {"jsonrpc": "2.0", "id": 1, "method": "get_driver_names", "params": {"context": {}}}
    assert requests.post(f"http://{HOST}:8089", json=call, timeout=10).status_code == 401


def test_disk_image_is_served_whole(authority):
    digest, name = requests.get(f"{FILES}/debian/SHA256SUMS", verify=authority, timeout=10).text.split()
    image = requests.get(f"{FILES}/debian/{name}", verify=authority, timeout=60).content
    assert hashlib.sha256(image).hexdigest() == digest


def test_secrets_are_in_no_label_and_no_process(undercloud, secrets):
    seen = undercloud.check_output("podman ps --all --format json; ps -eo args")
    assert [name for name, value in secrets.items() if value in seen] == []
