# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Hosts are drained, opened again, and forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.stackwright.cloud.plugins.plugin_utils.cloud_hosts import bring
from runs import Runs
from stub_cloud import StubCloud

OPTIONS = {"hosts": ["host1"], "reason": "new memory", "cold": False, "dead": False}


@pytest.fixture
def server(cloud: StubCloud) -> dict[str, Any]:
    """A server on host1, which Nova and Neutron know."""
    cloud.add("services_of_nova", {"host": "host1", "state": "up", "status": "enabled", "disabled_reason": None})
    cloud.add("agents", {"host": "host1", "binary": "ovn-controller"})
    cloud.add("agents", {"host": "host2", "binary": "ovn-controller"})
    place = {"OS-EXT-SRV-ATTR:host": "host1", "OS-EXT-STS:task_state": None}
    return cloud.add("servers", {"name": "web", "status": "ACTIVE", **place})


def brought(runs: Runs, state: str, check: bool = False, **options: Any) -> dict[str, Any]:
    """Return the result of a task that brings host1 to *state*."""
    return bring(runs.api(), {**OPTIONS, "state": state, **options}, check)


def test_host_is_drained_and_opened_again(runs, cloud, server):
    planned = brought(runs, "drained", check=True)
    assert (planned["plan"], cloud.done) == (["~ compute service host1"], [])
    assert brought(runs, "drained")["plan"] == planned["plan"]
    assert not brought(runs, "drained")["changed"]
    [service] = cloud.all("services_of_nova")
    assert (service["status"], service["disabled_reason"]) == ("disabled", "new memory")
    assert (server["OS-EXT-SRV-ATTR:host"], cloud.done) == ("host2", ["os-migrateLive"])
    assert brought(runs, "enabled")["changed"]
    assert not brought(runs, "enabled")["changed"]
    assert service["status"] == "enabled"


def test_server_that_cannot_be_migrated_live_is_restarted_where_that_is_allowed(runs, cloud, server):
    cloud.refusals["os-migrateLive"] = "The CPU does not fit"
    refused = brought(runs, "drained")
    assert f"server web ({server['id']}) is still there: os-migrateLive failed: The CPU does not fit" in refused["msg"]
    assert brought(runs, "drained", cold=True)["changed"]
    assert cloud.done == ["os-migrateLive", "os-migrateLive", "migrate", "confirmResize"]
    assert (server["OS-EXT-SRV-ATTR:host"], server["status"]) == ("host2", "ACTIVE")


def test_paused_server_is_never_migrated_cold(runs, cloud, server):
    server["status"] = "PAUSED"
    cloud.refusals["os-migrateLive"] = "No valid host"
    assert "is still there" in brought(runs, "drained", cold=True)["msg"]
    assert cloud.done == ["os-migrateLive"]


def test_host_that_nova_hears_from_is_not_dead(runs, cloud, server):
    assert "Nova hears from host1" in brought(runs, "drained", dead=True)["msg"]
    assert (cloud.all("services_of_nova")[0]["status"], cloud.done) == ("enabled", [])


def test_servers_of_a_dead_host_are_started_elsewhere(runs, cloud, server):
    cloud.all("services_of_nova")[0]["state"] = "down"
    assert brought(runs, "drained", dead=True)["changed"]
    assert (server["OS-EXT-SRV-ATTR:host"], cloud.done) == ("host2", ["evacuate"])


def test_host_with_servers_is_not_forgotten(runs, cloud, server):
    result = brought(runs, "absent")
    assert result["failed"]
    assert "compute service host1: Unable to delete compute service: it hosts instances." in result["msg"]
    assert len(cloud.all("agents")) == 2


def test_host_is_forgotten(runs, cloud, server):
    server["OS-EXT-SRV-ATTR:host"] = "host2"
    planned = brought(runs, "absent", check=True)
    assert planned["plan"] == ["- compute service host1", "- network agent host1 (ovn-controller)"]
    assert brought(runs, "absent")["plan"] == planned["plan"]
    assert cloud.all("services_of_nova") == []
    assert [agent["host"] for agent in cloud.all("agents")] == ["host2"]
    assert not brought(runs, "absent")["changed"]
    assert not brought(runs, "drained")["changed"]
