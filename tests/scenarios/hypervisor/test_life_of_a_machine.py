# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A Debian guest on a real hypervisor, from its first boot to its end. The tests build on one another."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import HypervisorError
from ansible_collections.stackwright.cloud.tests.integration.libvirt.conftest import Hypervisor
from ansible_collections.stackwright.cloud.tests.scenarios.hypervisor.steps import effects, eventually, names

GIB = 1024**3
DATA = {"name": "data.qcow2", "pool": "default", "capacity": "64M"}
Guest = Callable[[str], str]


def test_cloud_init_took_the_seed(guest: Guest) -> None:
    assert guest("cloud-init status --wait").endswith("status: done")
    assert guest("hostname") == "web"
    assert guest("sudo id -u") == "0"


def test_the_root_file_system_has_grown_with_its_disk(guest: Guest) -> None:
    assert int(guest("df --output=size --block-size=1M / | tail -1")) > 1700


def test_a_disk_grows_while_the_guest_runs(hypervisor: Hypervisor, guest: Guest) -> None:
    assert effects(hypervisor, "volumes", {"name": "web.qcow2", "pool": "default", "capacity": "3G"}) == {
        "capacity": "live"
    }
    assert eventually(lambda: guest("cat /sys/block/vda/size") == str(3 * GIB // 512))
    with pytest.raises(ValueError, match="shrinking it to 1073741824 would destroy data"):
        hypervisor.reconcile("volumes", {"name": "web.qcow2", "pool": "default", "capacity": "1G"})


def test_cpus_disks_and_interfaces_come_and_go_while_the_guest_runs(hypervisor: Hypervisor, guest: Guest) -> None:
    hypervisor.reconcile("volumes", DATA)
    (stored,) = (one for one in hypervisor.stored("domains") if one["name"] == "web")
    web = {"name": "web", "disks": stored["disks"], "interfaces": stored["interfaces"]}
    more = {
        **web,
        "vcpus": 2,
        "vcpus_max": 2,
        "disks": [*web["disks"], {"target": "vdb", "pool": "default", "volume": "data.qcow2"}],
        "interfaces": [*web["interfaces"], {"network": "other"}],
    }
    assert effects(hypervisor, "domains", more) == {"vcpus": "live", "disks[vdb]": "live", "interfaces[1]": "live"}
    assert eventually(lambda: guest("ls /sys/class/net | grep -c en") == "2")
    assert guest("cat /sys/block/vd*/size | sort -n").split()[1] == str(64 * 1024**2 // 512)
    assert set(effects(hypervisor, "domains", web).values()) == {"live"}
    assert eventually(lambda: guest("ls /sys/class/net | grep -c en") == "1")
    with pytest.raises(ValueError, match=r"it is a disk of the domain web"):
        hypervisor.reconcile("volumes", {"name": "web.qcow2", "pool": "default", "state": "absent"})
    hypervisor.reconcile("volumes", {**DATA, "state": "absent"})


def test_memory_is_given_and_taken_while_the_guest_runs(hypervisor: Hypervisor, guest: Guest) -> None:
    whole = int(guest("awk '/MemTotal/ {print $2}' /proc/meminfo"))
    assert effects(hypervisor, "domains", {"name": "web", "memory": "320M", "memory_max": "384M"}) == {"memory": "live"}
    assert int(guest("awk '/MemTotal/ {print $2}' /proc/meminfo")) < whole
    assert effects(hypervisor, "domains", {"name": "web", "memory": "384M"}) == {"memory": "live"}


def test_a_snapshot_brings_back_what_was(hypervisor: Hypervisor, guest: Guest) -> None:
    snapshot = {"domain": "web", "name": "before"}
    guest("echo kept > note; sync")
    hypervisor.reconcile("snapshots", snapshot)
    guest("rm note; sync")
    hypervisor.reconcile("snapshots", {**snapshot, "state": "reverted"})
    assert eventually(lambda: guest("cat note") == "kept")
    hypervisor.reconcile("snapshots", {**snapshot, "state": "absent"})


def test_a_guest_restarts_only_where_that_is_allowed(hypervisor: Hypervisor, guest: Guest) -> None:
    booted = guest("cat /proc/sys/kernel/random/boot_id")
    wanted = {"name": "web", "memory": "512M"}
    (made,) = hypervisor.reconcile("domains", wanted)
    assert made.restart_needed
    assert {change.effect for change in made.changes} == {"restart"}
    assert guest("cat /proc/sys/kernel/random/boot_id") == booted
    (made,) = hypervisor.reconcile("domains", {**wanted, "restart": "allowed"})
    assert (made.changed, made.restart_needed) == (True, False)
    assert hypervisor.connection.lookupByName("web").info()[1] == 512 * 1024
    assert not hypervisor.reconcile("domains", {**wanted, "restart": "allowed"})[0].changed


def test_a_machine_that_cannot_start_takes_its_seed_with_it(hypervisor: Hypervisor) -> None:
    before = names(hypervisor, "volumes")
    seed = {"pool": "default", "user_data": "#cloud-config\n"}
    broken = {
        "name": "broken",
        "state": "running",
        "type": "qemu",
        "kernel": "/nowhere",
        "disks": [],
        "cloud_init": seed,
    }
    with pytest.raises(HypervisorError, match=r"/nowhere"):
        hypervisor.reconcile("domains", broken)
    assert names(hypervisor, "volumes") == before


def test_networks_change_live_where_they_can(hypervisor: Hypervisor) -> None:
    host = {"mac": "52:54:00:00:00:09", "ip": "10.98.0.9"}
    with_host = {"name": "other", "addresses": [{"address": "10.98.0.1/24", "dhcp_hosts": [host]}]}
    assert set(effects(hypervisor, "networks", with_host).values()) == {"live"}
    assert effects(hypervisor, "networks", {"name": "other", "mtu": 1400}) == {"mtu": "restart"}
    (made,) = hypervisor.reconcile("networks", {"name": "other", "mtu": 1400, "restart": "allowed"})
    assert (made.changed, made.restart_needed) == (True, False)


def test_a_machine_goes_with_its_disks_only_when_told(hypervisor: Hypervisor) -> None:
    pool = hypervisor.connection.storagePoolLookupByName("default")
    now = {"force": True, "shutdown_timeout": 5}  # it may be booting, and not listen
    hypervisor.reconcile("domains", {"name": "web", "state": "absent", "remove_volumes": True, **now})
    assert pool.listVolumes() == ["debian.qcow2"]
    assert hypervisor.connection.listAllDomains() == []
