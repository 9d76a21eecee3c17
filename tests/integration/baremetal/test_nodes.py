# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Nodes brought to a document, on a real Ironic; its machines are of the type `fake-hardware`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from node_examples import BMC, SECRETS
from node_runs import NodeRuns, fake

ALL_THE_WAY = ["enrol", "verify", "inspect", "record", "provide", "deploy"]
REDFISH = {"boot": "redfish-virtual-media", "deploy": "direct", "power": "redfish", "management": "redfish"}


# What a host is told by its config drive, and by the inventory.
TOLD = {
    "user_data": {"packages": ["vim"]},
    "time_servers": ["192.0.2.5"],
    "package_mirrors": {"main": "http://192.0.2.5:3142/debian"},
    "burn_in": {"cpu": 60},
}


def lost(runs: NodeRuns) -> dict[str, Any]:
    """Return a node whose BMC refuses the password; a BMC that does not answer keeps Ironic for half a minute."""
    return fake("lost", bmc={**BMC, "address": runs.ironic.endpoint}, interfaces=REDFISH)


def test_new_nodes_go_all_the_way_and_stay(runs):
    nodes = [fake(f"web-{number}", **TOLD) for number in range(3)]
    result = runs.brought(*nodes)
    assert runs.states() == dict.fromkeys(("web-0", "web-1", "web-2"), "active")
    assert {name: one["steps"] for name, one in result["nodes"].items()} == dict.fromkeys(runs.states(), ALL_THE_WAY)
    ends = [told for told in runs.reports if told[2]]
    assert sorted(ends) == [(name, "deploy", "active") for name in sorted(runs.states())]
    assert runs.node("web-0")["extra"]["stackwright"]["burn_in"] == TOLD["burn_in"]
    again = runs.brought(*nodes)
    assert (again["changed"], again["plan"], again["summary"]) == (False, [], "nothing to change")


def test_ironic_has_what_the_document_says(runs):
    mac = "52:54:00:00:00:01"
    runs.brought(
        fake(
            "gpu",
            state="available",
            traits=["CUSTOM_GPU"],
            resource_class="big",
            ports=[{"mac": mac, "pxe": False}],
            root_device={"size": ">= 20"},
            capabilities={"rack": 7},
            description="third from above",
        )
    )
    node = runs.node("gpu")
    assert node["traits"] == ["CUSTOM_GPU"]
    assert node["resource_class"] == "big"
    assert node["description"] == "third from above"
    assert node["properties"]["root_device"] == {"size": ">= 20"}
    assert node["properties"]["capabilities"] == "boot_mode:uefi,rack:7"
    (port,) = runs.ironic.request("GET", "/ports?detail=true")["ports"]
    assert (port["address"], port["pxe_enabled"], port["node_uuid"]) == (mac, False, node["uuid"])


def test_check_mode_tells_what_a_run_then_does(runs):
    nodes = [fake("web"), fake("db", state="manageable")]
    planned = runs.brought(*nodes, check=True)
    assert runs.states() == {}
    done = runs.brought(*nodes)
    assert planned["plan"] == done["plan"]
    assert {change["node"]: change["steps"] for change in planned["changes"]} == {
        name: one["steps"] for name, one in done["nodes"].items()
    }


def test_changes_are_made_one_by_one_in_a_node_that_runs(runs):
    runs.brought(fake("web", traits=["CUSTOM_OLD"]))
    changed = fake("web", traits=["CUSTOM_NEW"], description="moved")
    result = runs.brought(changed)
    assert result["nodes"]["web"]["steps"] == ["update"]
    assert result["changes"][0]["fields"] == {
        "description": {"before": None, "after": "moved"},
        "traits": {"before": ["CUSTOM_OLD"], "after": ["CUSTOM_NEW"]},
    }
    assert runs.states() == {"web": "active"}
    assert not runs.brought(changed)["changed"]


def test_node_with_a_wrong_bmc_is_told_of_while_the_others_finish(runs):
    result = runs.bring(fake("web"), lost(runs))
    assert result["failed"]
    assert "1 of 2 nodes failed, 1 are as they should be" in result["msg"]
    assert "lost: verify (now enroll): " in result["msg"]
    assert runs.ironic.endpoint in result["msg"]
    assert runs.states() == {"web": "active", "lost": "enroll"}
    assert [(one["node"], one["step"]) for one in result["failures"]] == [("lost", "verify")]


def test_next_run_goes_on_with_what_failed(runs):
    runs.bring(fake("web"), lost(runs))
    result = runs.brought(fake("web"), fake("lost"))
    assert result["nodes"]["web"]["steps"] == []
    assert result["nodes"]["lost"]["steps"] == ["update", *ALL_THE_WAY[1:]]
    assert runs.states() == {"web": "active", "lost": "active"}


def test_two_runs_at_once_both_end_well(runs):
    nodes = [fake(f"web-{number}") for number in range(10)]
    with ThreadPoolExecutor() as pool:
        results = list(pool.map(lambda _run: runs.bring(*nodes), range(2)))
    assert [result.get("msg", "") for result in results if result.get("failed")] == []
    assert runs.states() == {node["name"]: "active" for node in nodes}
    assert not runs.brought(*nodes)["changed"]


def test_so_many_may_fail(runs):
    result = runs.brought(lost(runs), fake("web"), max_failures=1)
    assert any("1 of 2 nodes failed, as max_failures allows" in one for one in result["warnings"])


def test_nothing_is_begun_after_more_failures_than_may_be(runs):
    result = runs.bring(lost(runs), fake("web"), max_failures=0, at_once=1)
    assert result["failed"]
    assert "not begun because of that: web" in result["msg"]
    assert runs.states() == {"lost": "enroll"}


def test_instance_is_undeployed_only_where_that_is_said(runs):
    runs.brought(fake("web"))
    refused = runs.bring(fake("web", state="available"))
    assert "would destroy what is on its disks; say `undeploy: true`" in refused["msg"]
    assert runs.states() == {"web": "active"}
    result = runs.brought(fake("web"), nodes=["web"], state="available", undeploy=True)
    assert result["nodes"]["web"]["steps"] == ["undeploy"]
    assert runs.states() == {"web": "available"}


def test_machine_is_handed_back_without_a_document(runs):
    runs.brought(fake("web", roles=["compute"], traits=["CUSTOM_GPU"]))
    before = runs.node("web")
    assert runs.handed_back("web")["nodes"]["web"]["steps"] == ["undeploy"]
    after = runs.node("web")
    assert after["provision_state"] == "available"
    kept = ("driver", "driver_info", "properties", "traits", "resource_class")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert after["extra"]["stackwright"]["roles"] == ["compute"]
    assert not runs.handed_back("web")["changed"]


def test_without_a_document_nodes_must_be_named(runs):
    assert "`nodes` must name them" in runs.handed_back("web", nodes=[])["msg"]
    assert "`state` be manageable or available" in runs.handed_back("web", state="active")["msg"]


def test_what_is_done_once(runs):
    web = fake("web", rescue_secret="rescue")
    runs.brought(web)
    for action in ("rebuild", "reboot"):
        assert runs.brought(web, nodes=["web"], action=action)["nodes"]["web"]["steps"] == [action]
    assert runs.brought(web, nodes=["web"], state="rescue")["nodes"]["web"]["steps"] == ["rescue"]
    assert runs.states() == {"web": "rescue"}
    assert runs.brought(web)["nodes"]["web"]["steps"] == ["unrescue"]
    assert runs.states() == {"web": "active"}


def test_another_machine_takes_the_name(runs):
    runs.brought(fake("web"))
    before = runs.node("web")["uuid"]
    runs.brought(fake("web"), nodes=["web"], action="replace")
    assert runs.node("web")["uuid"] != before
    assert runs.states() == {"web": "active"}


def test_machine_is_forgotten(runs):
    runs.brought(fake("web"))
    result = runs.brought(fake("web"), nodes=["web"], state="absent", undeploy=True)
    assert result["nodes"]["web"]["steps"] == ["undeploy", "delete"]
    assert runs.states() == {}


def test_machine_that_cannot_be_erased_is_not_called_retired(runs):
    """`fake-hardware` erases nothing."""
    runs.brought(fake("web", state="available"))
    result = runs.bring(fake("web"), nodes=["web"], state="retired")
    assert "web: erase (now clean failed): " in result["msg"]
    assert "erase_devices" in result["msg"]


def test_maintenance_keeps_everybody_away(runs):
    runs.brought(fake("web", maintenance="fan broken", state="available"))
    assert runs.node("web")["maintenance_reason"] == "fan broken"
    assert runs.states() == {"web": "enroll"}
    assert "it is in maintenance (fan broken)" in runs.bring(fake("web"))["msg"]
    runs.brought(fake("web", maintenance=""))
    assert runs.states() == {"web": "active"}


def test_power(runs):
    runs.brought(fake("web", state="available", power=False))
    assert runs.node("web")["power_state"] == "power off"
    assert runs.brought(fake("web", state="available", power=True))["nodes"]["web"]["steps"] == ["power on"]


def test_new_password_is_brought_and_never_told(runs):
    runs.brought(fake("web"))
    result = runs.brought(fake("web"), secrets={**SECRETS, "bmc": "quite another"})
    assert result["nodes"]["web"]["steps"] == ["update"]
    assert "quite another" not in str(result) + str(runs.node("web"))
    assert not runs.brought(fake("web"), secrets={**SECRETS, "bmc": "quite another"})["changed"]


def test_mac_address_of_another_node_is_told(runs):
    ports = [{"mac": "52:54:00:00:00:01"}]
    runs.brought(fake("old", ports=ports, state="manageable"))
    result = runs.bring(fake("new", ports=ports), fake("other", state="manageable"))
    assert "52:54:00:00:00:01 belongs to old" in result["msg"]
    assert runs.states() == {"old": "manageable", "other": "manageable"}


def test_bad_document_changes_nothing(runs):
    result = runs.bring(fake("web", image="debain"), fake("db", boot_mode="efi"))
    assert "nothing was changed" in result["msg"]
    assert "did you mean 'debian'?" in result["msg"]
    assert "it must be one of uefi, bios" in result["msg"]
    assert runs.states() == {}


def test_what_loses_data_needs_names(runs):
    assert "action rebuild is for nodes that `nodes` names" in runs.bring(fake("web"), action="rebuild")["msg"]
    assert "state absent is for nodes that `nodes` names" in runs.bring(fake("web"), state="absent")["msg"]
