# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Servers, volumes and hosts: what disturbs them needs leave, what another run left half done is finished."""

from __future__ import annotations

from typing import Any

import pytest

SERVER = {"name": "web", "flavor": "small", "image": "old", "networks": ["a"]}
DOCUMENT: dict[str, Any] = {
    "name": "servers",
    "networks": [{"name": "a"}],
    "flavors": [{"name": "small", "ram": 64, "vcpus": 1}, {"name": "big", "ram": 128, "vcpus": 1}],
    "images": [{"name": "old"}, {"name": "new"}],
    "servers": [SERVER],
}
HOST = {"status": "disabled", "disabled_reason": None}


def with_server(**fields: Any) -> dict[str, Any]:
    """Return the document with other *fields* of its server."""
    return {**DOCUMENT, "servers": [{**SERVER, **fields}]}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("flavor", "big", "only by a resize, which restarts it"),
        ("image", "new", "only by a rebuild, which loses what its root disk holds"),
    ],
)
def test_what_disturbs_a_server_needs_leave(runs, cloud, field, value, words):
    runs.applied(DOCUMENT)
    [before] = cloud.all("servers")
    assert words in runs.apply(with_server(**{field: value}))["msg"]
    changed = with_server(**{field: value, "replace": True})
    assert runs.applied(changed) == ["~ server web (project admin)"]
    assert runs.applied(changed) == []
    [after] = cloud.all("servers")
    assert (after["id"], after["status"]) == (before["id"], "ACTIVE")


def test_resize_that_fails_afterwards_says_why(runs, cloud):
    runs.applied(DOCUMENT)
    cloud.refusals["resize"] = "There are not enough hosts available."
    result = runs.apply(with_server(flavor="big", replace=True))
    assert "server web (project admin): resize failed: There are not" in result["msg"]


def test_server_outlives_the_image_that_it_was_made_from(runs, cloud):
    runs.applied(DOCUMENT)
    old = next(image for image in cloud.all("images") if image["name"] == "old")
    del cloud.kept["images"][old["id"]]
    assert runs.applied(DOCUMENT) == ["+ image old (project admin)"]
    assert runs.applied(DOCUMENT) == []


def test_server_that_a_lost_run_began_is_waited_for(runs, cloud):
    runs.applied(DOCUMENT)
    [server] = cloud.all("servers")
    server.update(status="BUILD", addresses={})
    assert runs.apply(DOCUMENT, check=True)["changes"][0]["fields"] == {
        "state": {"before": "unfinished", "after": "finished"}
    }
    server.update(status="ACTIVE", addresses={"a": []})
    assert runs.applied(DOCUMENT) == []


def test_server_that_never_ran_is_made_anew(runs, cloud):
    runs.applied(DOCUMENT)
    [server] = cloud.all("servers")
    server["status"] = "ERROR"
    assert runs.applied(DOCUMENT) == ["-/+ server web (project admin)"]


def test_order_of_networks_is_no_difference(runs):
    document = {**with_server(networks=["b", "a"]), "networks": [{"name": "a"}, {"name": "b"}]}
    runs.applied(document)
    assert runs.applied(document) == []


def test_volume_grows_and_does_not_shrink(runs):
    document = {"volumes": [{"name": "data", "size": 3}]}
    runs.applied(document)
    document["volumes"][0]["size"] = 2
    assert "size is 3 and cannot become 2 in place" in runs.apply(document, check=True)["msg"]


def test_broken_volume_is_not_deleted_without_leave(runs, cloud):
    document = {"volumes": [{"name": "data", "size": 3}]}
    runs.applied(document)
    cloud.all("volumes")[0]["status"] = "error"
    assert "volume data (project admin) is broken; mend it, or say `replace: true`" in runs.apply(document)["msg"]
    document["volumes"][0]["replace"] = True
    assert runs.applied(document) == ["-/+ volume data (project admin)"]


@pytest.mark.parametrize(
    ("state", "status", "actions"),
    [
        ("up", "ACTIVE", ["os-migrateLive"]),
        ("up", "SHUTOFF", ["migrate", "confirmResize"]),
        ("down", "ACTIVE", ["evacuate"]),
    ],
)
def test_host_is_emptied(runs, cloud, state, status, actions):
    cloud.add("services_of_nova", {**HOST, "host": "host1", "state": state})
    runs.applied(DOCUMENT)
    [server] = cloud.all("servers")
    server.update({"status": status, "OS-EXT-SRV-ATTR:host": "host1"})
    document = {"compute_services": [{"name": "host1", "status": "disabled", "empty": True, "evacuate": True}]}
    assert runs.applied(document) == ["~ compute service host1"]
    assert runs.applied(document) == []
    assert server["OS-EXT-SRV-ATTR:host"] == "host2"
    assert cloud.done == actions


def test_host_that_may_still_run_its_servers_is_not_evacuated(runs, cloud):
    cloud.add("services_of_nova", {**HOST, "host": "host1", "state": "down"})
    runs.applied(DOCUMENT)
    cloud.all("servers")[0]["OS-EXT-SRV-ATTR:host"] = "host1"
    result = runs.apply({"compute_services": [{"name": "host1", "empty": True}]})
    assert "Nova does not hear from it" in result["msg"]
    assert cloud.done == []


def test_migration_that_fails_names_the_server(runs, cloud):
    cloud.add("services_of_nova", {**HOST, "host": "host1", "state": "up"})
    runs.applied(DOCUMENT)
    [server] = cloud.all("servers")
    server["OS-EXT-SRV-ATTR:host"] = "host1"
    cloud.refusals["os-migrateLive"] = "No valid host"
    result = runs.apply({"compute_services": [{"name": "host1", "empty": True}]})
    assert f"server web ({server['id']}) is still there: os-migrateLive failed: No valid host" in result["msg"]


def test_servers_of_a_silent_cell_are_not_taken_for_gone(runs, cloud):
    runs.applied(DOCUMENT)
    [server] = cloud.all("servers")
    cloud.kept["servers"] = {server["id"]: {"id": server["id"], "status": "UNKNOWN", "tenant_id": "p0"}}
    assert "Nova does not know all of its servers now" in runs.apply(DOCUMENT, check=True)["msg"]
