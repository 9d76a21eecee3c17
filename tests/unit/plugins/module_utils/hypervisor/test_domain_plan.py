# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.capabilities import offer
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.domain_plan import Actual, plan_domain
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import parse, serialise

# As libvirt 11 writes a q35 domain back.
DOMAIN = """<domain type="kvm">
  <name>web</name>
  <uuid>8f1c1f0e-6d0c-4a53-9c4e-2f6a8f9a4c11</uuid>
  <memory unit="KiB">2097152</memory>
  <currentMemory unit="KiB">1048576</currentMemory>
  <vcpu placement="static" current="2">4</vcpu>
  <os><type arch="x86_64" machine="pc-q35-10.0">hvm</type><boot dev="hd"/></os>
  <features><acpi/><apic/></features>
  <cpu mode="host-model" check="partial"/>
  <on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type="file" device="disk">
      <driver name="qemu" type="qcow2"/><source file="/images/web.qcow2"/><target dev="vda" bus="virtio"/>
      <address type="pci" domain="0x0000" bus="0x04" slot="0x00" function="0x0"/>
    </disk>
    <disk type="file" device="cdrom"><source file="/isos/a.iso"/><target dev="sda" bus="sata"/><readonly/></disk>
    <interface type="network">
      <mac address="52:54:00:00:00:01"/><source network="default"/><model type="virtio"/><alias name="net0"/>
    </interface>
    <interface type="network">
      <mac address="52:54:00:00:00:02"/><source network="lab"/><model type="virtio"/><alias name="net1"/>
    </interface>
    <memballoon model="virtio"/>
  </devices>
</domain>"""
CAPABILITIES = """<capabilities><host><cpu><arch>x86_64</arch></cpu></host>
  <guest><os_type>hvm</os_type><arch name="i686"><domain type="qemu"/></arch></guest>
  <guest><os_type>hvm</os_type><arch name="x86_64"><machine>q35</machine><domain type="qemu"/>{kvm}</arch></guest>
</capabilities>"""
DISK = {"target": "vda", "file": "/images/web.qcow2"}
CDROM = {"target": "sda", "device": "cdrom", "bus": "sata"}


def plan(state="running", live=DOMAIN, found="running", **options):
    actual = Actual(parse(DOMAIN), parse(live) if live else None, found)
    return plan_domain({"name": "web", "state": state, "restart": "never", **options}, actual)


def effects(made) -> dict:
    return {change.path: change.effect for change in made.changes}


@pytest.mark.parametrize(
    "options",
    [
        {"machine": "q35"},
        {"memory": 1024**3, "memory_max": 2 * 1024**3, "vcpus": 2, "vcpus_max": 4},
        {"firmware": "bios", "tpm": "none", "watchdog": "none"},
        {"disks": [DISK, {**CDROM, "file": "/isos/a.iso"}]},
        {"interfaces": [{"network": "lab"}, {"network": "default"}]},
        {"interfaces": [{"mac": "52:54:00:00:00:02"}, {"mac": "52:54:00:00:00:01", "model": "virtio"}]},
        {"xml_overlay": "<domain><devices><memballoon model='virtio'/></devices><features><acpi/></features></domain>"},
    ],
)
def test_what_is_there_already_is_no_change(options):
    made = plan(**options)
    assert (made.changes, made.xml, made.steps, made.power, made.restart_needed) == ([], None, [], [], False)


def test_values_that_a_guest_can_take_are_changed_live():
    made = plan(vcpus=3, vcpus_max=4, memory=2 * 1024**3, title="Web", tags={"role": "web"})
    assert set(effects(made).values()) == {"live"}
    assert {step.path[0] for step in made.steps} == {"vcpus", "memory", "title", "tags"}
    assert not made.restart_needed


def test_more_than_the_maximum_waits_for_a_restart():
    made = plan(vcpus=8)
    assert effects(made) == {"vcpus": "restart", "vcpus_max": "restart"}
    assert made.restart_needed
    assert made.power == []


def test_a_restart_happens_where_it_is_allowed():
    made = plan(vcpus=8, restart="allowed")
    assert made.power == ["shutdown", "start"]
    assert not made.restart_needed
    assert made.steps == []


def test_a_change_still_pending_is_said_again_but_is_no_change():
    stored = DOMAIN.replace("<on_crash>destroy", "<on_crash>restart")
    actual = Actual(parse(stored), parse(DOMAIN), "running")
    made = plan_domain({"name": "web", "state": "running", "restart": "never", "on_crash": "restart"}, actual)
    assert not made.changed
    assert made.restart_needed


def test_what_a_running_guest_does_not_show_waits_for_a_restart():
    made = plan(cpu={"mode": "host-passthrough"})
    assert effects(made) == {"cpu.mode": "restart"}
    assert made.restart_needed


def test_a_stopped_domain_changes_only_its_configuration():
    made = plan(state="shutoff", live=None, found="shutoff", vcpus=8, on_crash="restart")
    assert set(effects(made).values()) == {"config"}
    assert not made.restart_needed


def test_devices_come_and_go_live_where_the_bus_allows_it():
    made = plan(disks=[DISK, {"target": "vdb", "file": "/images/data.raw"}], interfaces=[{"network": "default"}])
    steps = {step.path: step.action for step in made.steps}
    assert steps == {("disks", "vdb"): "attach", ("interfaces", "52:54:00:00:00:02"): "detach"}
    assert effects(made)["disks[sda]"] == "restart"


def test_an_interface_moves_to_another_network_live_and_keeps_its_address():
    made = plan(interfaces=[{"network": "default"}, {"network": "other"}])
    (step,) = made.steps
    assert step.action == "update"
    assert "52:54:00:00:00:02" in serialise(step.value)
    assert 'network="other"' in serialise(step.value)
    assert "52:54:00:00:00:02" in serialise(made.xml)


def test_a_medium_is_ejected_live():
    made = plan(disks=[DISK, {**CDROM, "file": ""}])
    assert effects(made) == {"disks[sda].file": "live"}
    assert "a.iso" not in serialise(made.xml)


def test_a_disk_of_another_kind_leaves_nothing_of_the_former_source():
    made = plan(disks=[{"target": "vda", "pool": "default", "volume": "web"}, CDROM])
    disk = made.xml.find("devices/disk")
    assert disk.get("type") == "volume"
    assert disk.find("source").attrib == {"pool": "default", "volume": "web"}
    assert disk.find("address").get("bus") == "0x04"


def test_a_boot_order_of_devices_replaces_that_of_the_domain():
    made = plan(disks=[{**DISK, "boot": 1}, CDROM])
    assert made.xml.find("os/boot") is None


@pytest.mark.parametrize(
    ("found", "wanted", "power"),
    [
        ("running", "defined", []),
        ("running", "paused", ["suspend"]),
        ("running", "shutoff", ["shutdown"]),
        ("paused", "running", ["resume"]),
        ("paused", "shutoff", ["resume", "shutdown"]),
        ("shutoff", "running", ["start"]),
        ("shutoff", "paused", ["start_paused"]),
        ("shutoff", "shutoff", []),
        ("pmsuspended", "running", ["wakeup"]),
    ],
)
def test_power(found, wanted, power):
    live = None if found == "shutoff" else DOMAIN
    assert plan(state=wanted, live=live, found=found).power == power


def test_a_new_domain_gets_what_the_hypervisor_offers_best():
    best = offer(CAPABILITIES.format(kvm="<domain type='kvm'/>"))
    assert (best.type, best.arch) == ("kvm", "x86_64")
    made = plan_domain({"name": "new", "state": "running", "memory": 1024**3}, None, best)
    assert made.xml.find("cpu").get("mode") == "host-model"
    assert made.xml.find("os/type").get("machine") == "q35"
    assert (made.created, made.power) == (True, ["start"])
    assert offer(CAPABILITIES.format(kvm="")).type == "qemu"


def test_what_the_hypervisor_does_not_offer_is_refused_with_what_it_does():
    with pytest.raises(ValueError, match="offers no kvm on x86_64, only qemu on i686, qemu on x86_64"):
        offer(CAPABILITIES.format(kvm=""), "kvm", "x86_64")


def test_removal():
    actual = Actual(parse(DOMAIN), parse(DOMAIN), "running")
    made = plan_domain({"name": "web", "state": "absent"}, actual)
    assert (made.removed, made.power) == (True, ["shutdown"])
    assert not plan_domain({"name": "web", "state": "absent"}, None).changed
