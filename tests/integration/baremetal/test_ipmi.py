# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Machines behind BMCs that speak IPMI, against a real Ironic and a simulator of such a BMC."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ipmi_bmc
import pytest
from ipmi_bmc import IpmiBmc
from node_runs import NodeRuns

PASSWORDS = {"ipmi": "battery-staple", "wrong": "guessed"}


@pytest.fixture
def bmc(tmp_path) -> Iterator[IpmiBmc]:
    """A BMC of a machine that is off."""
    with ipmi_bmc.running(tmp_path, PASSWORDS["ipmi"]) as running:
        yield running


def behind(bmc: IpmiBmc, secret: str = "ipmi", **changes: Any) -> dict[str, Any]:
    """Return a node whose machine is behind *bmc*; *secret* is the name of the password."""
    reached = {"type": "ipmi", "address": "127.0.0.1", "port": bmc.port, "username": "admin", "secret": secret}
    node = {"name": "old", "state": "manageable", "inspect": False, "ports": [{"mac": "52:54:00:00:00:77"}]}
    return {**node, "bmc": reached, **changes}


def test_bmc_is_verified_and_turns_its_machine_on_and_off(runs: NodeRuns, bmc: IpmiBmc):
    result = runs.brought(behind(bmc, power=True), secrets=PASSWORDS)
    assert result["nodes"]["old"]["steps"] == ["enrol", "verify", "power on"]
    assert bmc.is_on
    assert runs.node("old")["driver"] == "ipmi"
    assert PASSWORDS["ipmi"] not in str(result) + str(runs.node("old"))
    assert not runs.brought(behind(bmc, power=True), secrets=PASSWORDS)["changed"]
    runs.brought(behind(bmc, power=False), secrets=PASSWORDS)
    assert not bmc.is_on


def test_wrong_password_is_told(runs: NodeRuns, bmc: IpmiBmc):
    result = runs.bring(behind(bmc, secret="wrong"), secrets=PASSWORDS)
    assert result["failed"]
    assert "old: verify (now enroll): " in result["msg"]
    assert "IPMI" in result["msg"]
    assert PASSWORDS["wrong"] not in result["msg"]
