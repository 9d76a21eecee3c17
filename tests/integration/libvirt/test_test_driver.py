# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The modules' work on libvirt's test driver."""

from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import (
    HypervisorError,
    connection,
)
from ansible_collections.stackwright.cloud.tests.integration.libvirt.conftest import Hypervisor

GIB = 1024**3
NETWORK = {
    "name": "lab",
    "mode": "nat",
    "bridge": "lab0",
    "domain": "lab.example.com",
    "autostart": True,
    "dns_hosts": [{"ip": "10.9.0.5", "hostnames": ["seed", "seed.lab"]}],
    "addresses": [{"address": "10.9.0.1/24", "dhcp_ranges": [{"start": "10.9.0.10", "end": "10.9.0.99"}]}],
}
POOL = {"name": "images", "type": "dir", "path": "/images", "mode": "0711", "autostart": True}
DOMAIN = {
    "name": "web",
    "state": "running",
    "memory": "512M",
    "vcpus": 2,
    "vcpus_max": 4,
    "disks": [{"target": "vda", "pool": "default-pool", "volume": "web.qcow2", "discard": "unmap"}],
    "interfaces": [{"network": "default", "mac": "52:54:00:AA:00:01"}, {"bridge": "br0", "vlan": 5}],
    "serials": [{"type": "pty", "log": "/var/log/web.log"}],
    "graphics": [{"type": "vnc", "listen": "127.0.0.1"}],
    "tpm": "2.0",
    "watchdog": "reset",
    "tags": {"role": "web"},
    "autostart": True,
    "xml_overlay": "<domain><devices><sound model='ich9'/></devices></domain>",
}
VOLUME = {"name": "web.qcow2", "pool": "default-pool", "capacity": "10G"}


@pytest.mark.parametrize(
    ("kind", "wanted"), [("networks", NETWORK), ("pools", POOL), ("volumes", VOLUME), ("domains", DOMAIN)]
)
def test_made_once_checked_without_a_trace_and_removed(hypervisor: Hypervisor, kind: str, wanted: dict) -> None:
    hypervisor.reconcile("volumes", *([VOLUME] if kind == "domains" else []))
    before = hypervisor.state()
    (predicted,) = hypervisor.reconcile(kind, wanted, check_mode=True)
    assert hypervisor.state() == before
    (made,) = hypervisor.reconcile(kind, wanted)
    assert made.changes == predicted.changes
    assert made.changed
    assert not hypervisor.reconcile(kind, wanted)[0].changed
    gone = {key: wanted[key] for key in ("name", "pool") if key in wanted} | {"state": "absent"}
    made_state = hypervisor.state()
    assert hypervisor.reconcile(kind, gone, check_mode=True)[0].changed
    assert hypervisor.state() == made_state
    assert hypervisor.reconcile(kind, gone)[0].changed
    assert hypervisor.state() == before
    assert not hypervisor.reconcile(kind, gone)[0].changed


def test_dhcp_and_dns_change_while_the_network_is_active(hypervisor: Hypervisor) -> None:
    hypervisor.reconcile("networks", NETWORK)
    address = NETWORK["addresses"][0] | {
        "dhcp_ranges": [{"start": "10.9.0.10", "end": "10.9.0.50"}],
        "dhcp_hosts": [{"mac": "52:54:00:AA:00:01", "ip": "10.9.0.5", "name": "seed"}],
    }
    wanted = NETWORK | {"addresses": [address], "dns_hosts": [{"ip": "10.9.0.5", "hostnames": ["seed"]}]}
    (made,) = hypervisor.reconcile("networks", wanted)
    assert {change.effect for change in made.changes} == {"live"}
    assert not made.restart_needed
    text = hypervisor.connection.networkLookupByName("lab").XMLDesc()
    assert "<range start='10.9.0.10' end='10.9.0.50'/>" in text
    assert "<host mac='52:54:00:aa:00:01' name='seed' ip='10.9.0.5'/>" in text
    assert "seed.lab" not in text
    assert not hypervisor.reconcile("networks", wanted)[0].changed


def test_a_network_of_libvirt_becomes_one_of_the_hosts_own_bridge(hypervisor: Hypervisor) -> None:
    hypervisor.reconcile("networks", NETWORK | {"state": "inactive"})
    bridged = {"name": "lab", "mode": "bridge", "bridge": "br0", "domain": "", "dns_hosts": [], "addresses": []}
    hypervisor.reconcile("networks", bridged)
    assert not hypervisor.reconcile("networks", bridged)[0].changed


def test_a_disk_takes_the_format_of_its_volume(hypervisor: Hypervisor) -> None:
    hypervisor.reconcile("volumes", VOLUME)
    hypervisor.reconcile("domains", DOMAIN)
    assert "<driver type='qcow2' discard='unmap'/>" in hypervisor.connection.lookupByName("web").XMLDesc()


def test_volumes_go_with_their_domain_only_when_told(hypervisor: Hypervisor) -> None:
    pool = hypervisor.connection.storagePoolLookupByName("default-pool")
    shared = {"target": "vdb", "pool": "default-pool", "volume": "shared.raw", "shareable": True}
    hypervisor.reconcile("volumes", VOLUME, {"name": "shared.raw", "pool": "default-pool", "capacity": "1G"})
    wanted = DOMAIN | {"disks": [*DOMAIN["disks"], shared]}
    hypervisor.reconcile("domains", wanted)
    hypervisor.reconcile("domains", {"name": "web", "state": "absent"})
    assert sorted(pool.listVolumes()) == ["shared.raw", "web.qcow2"]
    hypervisor.reconcile("domains", wanted)
    hypervisor.reconcile("domains", {"name": "web", "state": "absent", "remove_volumes": True})
    assert pool.listVolumes() == ["shared.raw"]


def test_volumes_based_on_one_another_are_made_in_order_and_kept_while_needed(hypervisor: Hypervisor) -> None:
    overlay = {"name": "web.qcow2", "pool": "default-pool", "backing": {"volume": "base.qcow2"}}
    wanted = [{"name": "base.qcow2", "pool": "default-pool", "capacity": "2G"}, overlay]
    hypervisor.reconcile("volumes", *wanted)
    assert [plan.changed for plan in hypervisor.reconcile("volumes", *wanted)] == [False, False]
    volume = hypervisor.connection.storagePoolLookupByName("default-pool").storageVolLookupByName("web.qcow2")
    assert volume.info()[1] == 2 * GIB
    with pytest.raises(ValueError, match=r"default-pool/base.qcow2: the volume default-pool/web.qcow2 is based"):
        hypervisor.reconcile("volumes", {"name": "base.qcow2", "pool": "default-pool", "state": "absent"})


def test_a_domain_that_goes_leaves_the_volume_that_others_are_based_on(hypervisor: Hypervisor) -> None:
    pool = hypervisor.connection.storagePoolLookupByName("default-pool")
    above = {"name": "above.qcow2", "pool": "default-pool", "backing": {"volume": "web.qcow2"}}
    hypervisor.reconcile("volumes", VOLUME, above)
    hypervisor.reconcile("domains", DOMAIN)
    hypervisor.reconcile("domains", {"name": "web", "state": "absent", "remove_volumes": True})
    assert sorted(pool.listVolumes()) == ["above.qcow2", "web.qcow2"]


def test_a_volume_is_replaced_only_once_what_it_takes_is_there(hypervisor: Hypervisor) -> None:
    hypervisor.reconcile("volumes", VOLUME)
    before = hypervisor.state()
    replaced = {"name": "web.qcow2", "pool": "default-pool", "format": "raw", "force": True}
    for origin, fault in (
        ({"clone": "nowhere"}, "there is no volume default-pool/nowhere to start from"),
        ({"clone": "web.qcow2"}, "cannot start as a copy of itself"),
        ({"source": "http://127.0.0.1:1/image"}, "cannot read http://127.0.0.1:1/image"),
    ):
        with pytest.raises((HypervisorError, ValueError), match=fault):
            hypervisor.reconcile("volumes", {**replaced, **origin})
        assert hypervisor.state() == before


def test_a_chain_of_volumes_comes_and_goes_in_one_task_as_check_mode_foretells(hypervisor: Hypervisor) -> None:
    base = {"name": "base.qcow2", "pool": "default-pool", "capacity": "2G"}
    above = {"name": "web.qcow2", "pool": "default-pool", "backing": {"volume": "base.qcow2"}}
    gone = [{"name": one["name"], "pool": "default-pool", "state": "absent"} for one in (above, base)]
    for wanted in ([base, above], gone):
        predicted = hypervisor.reconcile("volumes", *wanted, check_mode=True)
        made = hypervisor.reconcile("volumes", *wanted)
        assert [plan.changes for plan in made] == [plan.changes for plan in predicted]
    assert hypervisor.warnings == []


def test_all_faults_of_all_volumes_are_said_before_anything_is_changed(hypervisor: Hypervisor) -> None:
    hypervisor.reconcile("volumes", VOLUME)
    before = hypervisor.state()
    good = {"name": "good", "pool": "default-pool", "capacity": "1G"}
    with pytest.raises(
        ValueError, match=r"would destroy data.*; volume default-pool/bad: a new volume needs a capacity"
    ):
        hypervisor.reconcile("volumes", good, VOLUME | {"capacity": "1G"}, {"name": "bad", "pool": "default-pool"})
    assert hypervisor.state() == before


def test_a_volume_of_a_domain_is_not_deleted(hypervisor: Hypervisor) -> None:
    hypervisor.reconcile("volumes", VOLUME)
    hypervisor.reconcile("domains", DOMAIN)
    with pytest.raises(ValueError, match="it is a disk of the domain web"):
        hypervisor.reconcile("volumes", VOLUME | {"state": "absent"})


def test_all_faults_of_all_domains_are_said_before_anything_is_changed(hypervisor: Hypervisor) -> None:
    before = hypervisor.state()
    good = {"name": "good", "memory": "1G"}
    bad = {
        "name": "bad",
        "disks": [{"target": "vda", "pool": "nowhere", "volume": "x"}],
        "interfaces": [{"network": "nowhere"}, {"network": "default", "mac": "aa:bb:cc:dd:ee:ff"}],
    }
    with pytest.raises(ValueError, match="nowhere") as error:
        hypervisor.reconcile("domains", good, bad)
    assert str(error.value).split("; ") == [
        "domain bad: there is no network nowhere (there are: default)",
        "domain bad: disk vda: there is no pool nowhere (there are: default-pool)",
        "domain bad: the MAC address aa:bb:cc:dd:ee:ff belongs to the domain test",
    ]
    assert hypervisor.state() == before


def test_a_seed_needs_its_pool(hypervisor: Hypervisor) -> None:
    seed = {"pool": "nowhere", "user_data": "#cloud-config"}
    with pytest.raises(ValueError, match="domain web: disk vdz: there is no pool nowhere"):
        hypervisor.reconcile("domains", {"name": "web", "memory": "1G", "disks": [], "cloud_init": seed})


def test_a_disk_passes_from_a_domain_that_goes_to_one_that_comes(hypervisor: Hypervisor) -> None:
    disks = [{"target": "vda", "file": "/guest/diskimage1"}]
    hypervisor.reconcile("domains", {"name": "test", "state": "absent"}, {"name": "heir", "disks": disks})
    assert [one["name"] for one in hypervisor.stored("domains")] == ["heir"]


def test_what_earlier_tasks_would_make_is_a_warning_in_check_mode(hypervisor: Hypervisor) -> None:
    (plan,) = hypervisor.reconcile("domains", DOMAIN, check_mode=True)
    assert plan.changed
    (warning,) = hypervisor.warnings
    assert "there is no volume web.qcow2 in the pool default-pool" in warning


@pytest.mark.parametrize(
    ("uri", "advice"),
    [
        ("qemu:///system?socket=/nowhere/libvirt-sock", "check that libvirtd"),
        ("qemu+ssh://nobody@127.0.0.1:1/system", "check that ssh to the host works without a password"),
        ("qemu+tls://127.0.0.1:1/system", "check the host's port 16514, and the certificates"),
        ("qemu+tcp://127.0.0.1:1/system", "check the host's port 16509"),
    ],
)
def test_a_hypervisor_out_of_reach_says_what_to_check(uri: str, advice: str) -> None:
    with pytest.raises(HypervisorError) as error, connection(uri):
        pass
    assert str(error.value).startswith(f"cannot reach {uri}: ")
    assert advice in str(error.value)
    assert "\n" not in str(error.value)


def test_a_pool_keeps_its_type(hypervisor: Hypervisor) -> None:
    with pytest.raises(ValueError, match="pool default-pool: its type is dir for good, and cannot become logical"):
        hypervisor.reconcile("pools", {"name": "default-pool", "type": "logical"})


def test_a_capacity_holds_what_the_volume_starts_from(hypervisor: Hypervisor) -> None:
    hypervisor.reconcile("volumes", VOLUME)
    before = hypervisor.state()
    for origin in ({"clone": "web.qcow2"}, {"backing": {"volume": "web.qcow2"}}):
        with pytest.raises(ValueError, match="has 10737418240 bytes, more than its capacity of 1048576 would hold"):
            hypervisor.reconcile("volumes", {"name": "less", "pool": "default-pool", "capacity": "1M", **origin})
    assert hypervisor.state() == before


def test_a_volume_that_another_domain_has_is_known_by_its_path_too(hypervisor: Hypervisor) -> None:
    hypervisor.reconcile("volumes", VOLUME)
    hypervisor.reconcile("domains", DOMAIN)
    other = {"name": "other", "memory": "64M", "disks": [{"target": "vda", "file": "/default-pool/web.qcow2"}]}
    with pytest.raises(ValueError, match=r"disk vda: /default-pool/web.qcow2 is a disk of the domain web"):
        hypervisor.reconcile("domains", other)


def test_volumes_have_no_snapshots_of_disks_only(hypervisor: Hypervisor) -> None:
    hypervisor.reconcile("volumes", VOLUME)
    hypervisor.reconcile("domains", DOMAIN)
    with pytest.raises(ValueError, match="snapshot web/first: libvirt takes no disk_only snapshot of vda"):
        hypervisor.reconcile("snapshots", {"domain": "web", "name": "first", "disk_only": True})


def test_snapshots_are_taken_once_and_gone_back_to(hypervisor: Hypervisor) -> None:
    first, second = ({"domain": "test", "name": name} for name in ("first", "second"))
    assert [plan.changed for plan in hypervisor.reconcile("snapshots", first, second)] == [True, True]
    assert [plan.changed for plan in hypervisor.reconcile("snapshots", first, second)] == [False, False]
    hypervisor.reconcile("domains", {"name": "test", "state": "shutoff"})
    hypervisor.reconcile("snapshots", first | {"state": "reverted"})
    assert hypervisor.connection.lookupByName("test").isActive()
    hypervisor.reconcile("snapshots", first | {"state": "absent", "children": True})
    assert hypervisor.connection.lookupByName("test").snapshotListNames() == []
    with pytest.raises(ValueError, match=r"no such snapshot to revert to \(there are: none\)"):
        hypervisor.reconcile("snapshots", first | {"state": "reverted"})
