# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.differences import (
    applied,
    differences,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.document import NodesError
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.found import Found
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.password import fingerprint
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.plan import (
    Known,
    as_known,
    chosen,
    known,
    plan,
    remarks,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.states import (
    BEGINNING,
    BROKEN,
    PASSING,
    RUNNING,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.steps import (
    WAIT,
    Request,
    expected,
    next_step,
    path,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.text import as_dict, lines
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.wanted import Wanted
from hypothesis import given
from hypothesis import strategies as st
from node_examples import BMC, SECRETS, document, node

GIB = 2**30


def wanted(state: str = "active", **changes: Any) -> Wanted:
    """Return a node that is to be *state*."""
    return chosen(document(node(**changes)), SECRETS, [], state)[0]


def there(one: Wanted, state: str, **changes: Any) -> Found:
    """Return *one* as Ironic has it, with all its settings, inspected, in *state*."""
    found = Found({"uuid": "u1", "name": one.name, "provision_state": state, "power_state": "power on"})
    found = applied(found, differences(one, found)).marked(
        hardware={"inspected": "then"}, password=fingerprint(SECRETS["bmc"], "salt"), settings=one.settings()
    )
    return found.but(inspection_finished_at="then", **changes)


def names(one: Wanted, found: Found | None, **request: Any) -> list[str]:
    """Return the steps to where *one* is to be."""
    result = path(one, found, Request(**request))
    assert not result.stuck
    return [step.name for step in result.steps]


def stuck(one: Wanted, found: Found, **request: Any) -> str:
    """Return why *one* cannot go on."""
    return path(one, found, Request(**request)).stuck


def test_new_machine_goes_all_the_way():
    assert names(wanted(), None) == ["enrol", "verify", "inspect", "record", "provide", "deploy"]


def test_settings_are_made_before_it_is_cleaned():
    one = wanted(bios={"ProcTurboMode": "Enabled"}, raid={"logical_disks": [{"size_gb": "MAX", "raid_level": "1"}]})
    assert names(one, None) == ["enrol", "verify", "inspect", "record", "configure", "provide", "deploy"]
    steps = [(step["interface"], step["step"]) for step in one.clean_steps()]
    assert steps == [
        ("bios", "apply_configuration"),
        ("raid", "delete_configuration"),
        ("raid", "create_configuration"),
    ]


@pytest.mark.parametrize(
    ("state", "wants", "steps"),
    [
        ("active", "active", []),
        ("available", "available", []),
        ("manageable", "manageable", []),
        ("available", "active", ["deploy"]),
        ("deploy failed", "active", ["deploy"]),
        ("deploy failed", "available", ["undeploy"]),
        ("clean failed", "active", ["manage", "provide", "deploy"]),
        ("inspect failed", "manageable", ["manage"]),
        ("error", "active", ["undeploy", "deploy"]),
        ("rescue", "active", ["unrescue"]),
        ("active", "rescue", ["rescue"]),
        ("available", "manageable", ["manage"]),
        ("cleaning", "active", ["provide", "deploy"]),
    ],
)
def test_every_state_leads_on(state, wants, steps):
    one = wanted(wants, rescue_secret="rescue")
    assert names(one, there(one, state)) == steps


@given(
    state=st.sampled_from(sorted({*PASSING, *BEGINNING, *BROKEN, *RUNNING, "manageable", "available"})),
    wants=st.sampled_from(("manageable", "available", "active", "rescue", "retired", "absent")),
    action=st.sampled_from(("", "inspect", "erase", "rebuild", "reboot", "replace")),
    clean=st.sampled_from(("none", "metadata", "full")),
    inspected=st.booleans(),
    bios=st.booleans(),
)
def test_every_way_ends(state, wants, action, clean, inspected, bios):
    one = wanted(wants, clean=clean, rescue_secret="rescue", **({"bios": {"a": "b"}} if bios else {}))
    found = there(one, state)
    found = found if inspected else found.but(inspection_finished_at=None)
    now, request = found, Request(undeploy=True, action=action)
    for _step in range(20):
        result = path(one, now, request)
        assert len(result.steps) < 12
        if result.stuck or not result.steps:
            break
        for step in result.steps:
            now = expected(one, now, step)
        request = Request(undeploy=True)
    assert result.stuck or next_step(one, now, request) in (None, WAIT)


@pytest.mark.parametrize("state", RUNNING)
@pytest.mark.parametrize("wants", ["manageable", "available", "retired", "absent"])
def test_nothing_that_runs_is_undeployed_unasked(state, wants):
    one = wanted(wants)
    assert "which would destroy what is on its disks" in stuck(one, there(one, state))
    assert "undeploy" in names(one, there(one, state), undeploy=True)


def test_retired_machine_is_erased_and_stays_manageable():
    one = wanted("retired")
    assert names(one, there(wanted(), "active"), undeploy=True) == ["update", "undeploy", "erase"]
    assert names(one, there(one, "manageable").marked(erased=True)) == []


def test_available_machine_is_taken_from_nova_before_it_is_retired():
    assert names(wanted("retired"), there(wanted("available"), "available")) == ["manage", "update", "erase"]


def test_absent_machine_is_forgotten():
    assert names(wanted("absent"), None) == []
    assert names(wanted("absent"), there(wanted(), "manageable")) == ["delete"]


def test_full_erasure_comes_before_each_use():
    one = wanted("available", clean="full")
    assert names(one, there(one, "manageable")) == ["erase", "provide"]
    assert names(one, there(one, "available").marked(erased=True)) == []


def test_maintenance_of_an_operator_stops_everything():
    one = wanted()
    found = there(one, "available", maintenance=True, maintenance_reason="fan broken")
    assert "it is in maintenance (fan broken)" in stuck(one, found)
    assert names(wanted(maintenance="fan broken"), found) == []
    assert names(wanted(maintenance=""), found) == ["update", "deploy"]


def test_maintenance_after_a_failed_cleaning_is_ended_by_another_attempt():
    one = wanted("available")
    found = there(one, "clean failed", maintenance=True, fault="clean failure")
    assert names(one, found) == ["resume", "manage", "provide"]


def test_machine_without_a_fitting_disk_is_not_cleaned():
    one = wanted(root_device={"size": ">= 100"})
    disk = {"name": "/dev/vda", "size": 20 * GIB}
    found = there(one, "manageable").marked(hardware={"inspected": "then", "disks": [disk]})
    assert "root_device asks for size >= 100" in stuck(one, found)
    assert "/dev/vda (20 GiB)" in stuck(one, found)
    assert names(one, found.marked(hardware={"inspected": "then", "disks": [{**disk, "size": 200 * GIB}]}))


def test_held_node_needs_its_operator():
    one = wanted()
    assert "somebody stopped it there" in stuck(one, there(one, "deploy hold"))


def test_actions_are_done_once():
    one = wanted()
    assert names(one, there(one, "active"), action="rebuild") == ["rebuild"]
    assert names(one, there(one, "active"), action="reboot") == ["reboot"]
    assert names(wanted("available"), there(one, "available"), action="inspect")[:2] == ["manage", "inspect"]
    assert names(one, there(one, "active"), action="replace")[:2] == ["forget", "enrol"]
    assert "there is no instance" in stuck(one, there(one, "available"), action="rebuild")
    assert "nodes without an instance" in stuck(one, there(one, "active"), action="erase")


def test_power_is_switched_at_the_end():
    one = wanted("available", power=False)
    assert names(one, there(one, "available")) == ["power off"]
    assert names(one, there(one, "available", power_state="power off")) == []


def test_only_what_differs_is_updated():
    one = wanted(traits=["CUSTOM_A"], ports=[{"mac": "52:54:00:00:00:01", "pxe": True}])
    found = there(one, "available", resource_class="other", traits=["CUSTOM_A"])
    found = Found(found.raw, {"52:54:00:00:00:01": {"pxe_enabled": False}})
    (step, *_others) = path(one, found, Request()).steps
    assert [each.place for each in step.differences] == [("resource_class",), ("ports", "52:54:00:00:00:01")]


def test_capabilities_that_inspection_found_stay():
    one = wanted(capabilities={"rack": 7})
    found = there(one, "available", properties={"cpu_arch": "x86_64", "capabilities": "cpu_vt:true,boot_mode:bios"})
    (change,) = differences(one, found)
    assert change.after == "boot_mode:uefi,cpu_vt:true,rack:7"


def test_new_password_is_noticed_and_never_shown():
    one = wanted()
    found = there(one, "active")
    assert not differences(one, found)
    changed = chosen(document(node()), {"bmc": "quite another"}, [])[0]
    result = path(changed, found, Request())
    (change,) = result.steps[0].differences
    assert change.place == ("driver_info", "redfish_password")
    assert "quite another" not in lines([result]) + str(as_dict(result))


def test_mac_address_of_another_node_stops_the_node_alone():
    one, other = wanted(ports=[{"mac": "52:54:00:00:00:01"}]), wanted()
    found = known([{"uuid": "u9", "name": "old"}], [{"address": "52:54:00:00:00:01", "node_uuid": "u9"}])
    paths = plan([one, other], found, Request())
    assert "52:54:00:00:00:01 belongs to old" in paths[0].stuck
    assert not paths[0].steps
    assert paths[1].steps


def test_new_image_is_no_reason_to_destroy_an_instance():
    one = wanted()
    found = there(one, "active").marked(image="http://192.0.2.1/old.qcow2")
    paths = plan([one], Known({"web": found}, {}), Request())
    assert not paths[0].steps
    assert list(remarks(paths)) == [
        "web runs http://192.0.2.1/old.qcow2 and not http://192.0.2.1/debian.qcow2; action `rebuild` deploys that"
    ]


@pytest.mark.parametrize(
    ("checksum", "info"),
    [
        ("sha256:" + "a" * 64, {"image_os_hash_algo": "sha256", "image_os_hash_value": "a" * 64}),
        ("b" * 128, {"image_os_hash_algo": "sha512", "image_os_hash_value": "b" * 128}),
        ("http://192.0.2.1/SHA256SUMS", {"image_checksum": "http://192.0.2.1/SHA256SUMS"}),
    ],
)
def test_checksums(checksum, info):
    images = {"debian": {"source": "http://192.0.2.1/d.qcow2", "checksum": checksum}}
    one = chosen(document(node(), images=images), SECRETS, [])[0]
    assert one.instance_info() == {"image_source": "http://192.0.2.1/d.qcow2", **info}


def test_bmc_in_ironics_terms():
    one = wanted(
        bmc={**BMC, "system": "/redfish/v1/Systems/1", "verify": False, "options": {"deploy_kernel": "file:///k"}}
    )
    assert one.driver_info() == {
        "redfish_address": "https://192.0.2.10",
        "redfish_system_id": "/redfish/v1/Systems/1",
        "redfish_username": "admin",
        "redfish_verify_ca": False,
        "deploy_kernel": "file:///k",
    }
    old = wanted(bmc={"type": "ipmi", "address": "192.0.2.3", "port": 624}, ports=[{"mac": "52:54:00:00:00:01"}])
    assert old.driver_info() == {
        "ipmi_address": "192.0.2.3",
        "ipmi_port": 624,
    }


def test_node_that_no_document_describes_is_handed_back_and_else_left_as_it_is():
    described = wanted(roles=["compute"], traits=["CUSTOM_GPU"], resource_class="big", clean="none", description="old")
    found = there(described, "active")
    [one] = as_known(known([found.raw], []), ["web"], "available")
    assert "say `undeploy: true`" in path(one, found, Request()).stuck
    assert names(one, found, undeploy=True) == ["undeploy"]
    assert differences(one, found) == ()
    assert names(one, there(described, "available")) == []


def test_node_that_ironic_does_not_know_is_told():
    with pytest.raises(NodesError, match=r"nodes has 'wep', which is unknown; did you mean 'web'\?"):
        as_known(known([there(wanted(), "active").raw], []), ["wep"], "available")
