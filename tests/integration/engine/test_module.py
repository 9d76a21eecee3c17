# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The module around the engine, called as Ansible calls it on a host."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.lock import host_lock
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.payload import packed
from ansible_collections.stackwright.cloud.plugins.modules import on_host

from .conftest import CLOUD, Host


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Any:
    """Give a function that runs the module with arguments and returns its result."""

    def called(**arguments: Any) -> Any:
        with patch_module_args({"work": "converge", **arguments}), pytest.raises(SystemExit):
            on_host.main()
        return json.loads(capsys.readouterr().out)

    return called


def state(*containers: dict[str, Any]) -> str:
    secrets = ["a-password-of-the-cloud"]
    return packed({"cloud": CLOUD, "phases": None, "services": None, "secrets": secrets, "containers": containers})


def test_check_mode_reaches_the_engine_and_the_payload_stays_hidden(host: Host, call: Any) -> None:
    files = {"/etc/demo.conf": {"content": "[DEFAULT]\nsome_option = a-password-of-the-cloud\n"}}
    payload = state(host.container("swtest-demo", files=files))
    result = call(payload=payload, _ansible_check_mode=True, _ansible_diff=True)
    assert (result["changed"], result["plan"]) == (True, ["+ swtest-demo"])
    assert host.names() == set()
    assert payload not in json.dumps(result)
    assert "a-password-of-the-cloud" not in json.dumps(result)


def test_second_run_at_the_same_time_is_refused(host: Host) -> None:
    with host_lock(CLOUD):
        assert "another run is changing cloud swtest" in host.converge(host.container("swtest-demo"))["msg"]
    assert host.names() == set()
    assert "failed" not in host.converge(host.container("swtest-demo"))
