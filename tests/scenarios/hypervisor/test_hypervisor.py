# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a real libvirt makes of options, faults and images, without a guest that runs."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import HypervisorError
from ansible_collections.stackwright.cloud.tests.integration.libvirt.conftest import Hypervisor
from ansible_collections.stackwright.cloud.tests.integration.libvirt.test_inventory import inventory, plain
from ansible_collections.stackwright.cloud.tests.scenarios.hypervisor.steps import effects, names

MIB = 1024**2
# A machine that starts, without a guest.
MACHINE = {
    "name": "machine",
    "state": "paused",
    "type": "qemu",
    "memory": "128M",
    "vcpus": 2,
    "cpu": {"sockets": 1, "cores": 2, "threads": 1},
    "firmware": "efi",
    "secure_boot": True,
    "tpm": "2.0",
    "watchdog": "reset",
    "rng": "/dev/urandom",
    "video": "virtio",
    "disks": [
        {"target": "vda", "pool": "default", "volume": "machine.raw", "serial": "first", "discard": "unmap", "boot": 2},
        {"target": "sdb", "bus": "scsi", "pool": "default", "volume": "machine.qcow2", "cache": "writeback"},
        {"target": "sdc", "bus": "sata", "device": "cdrom", "boot": 1},
    ],
    "interfaces": [
        {"network": "other", "link": "down"},
        {"bridge": "swhv0", "model": "e1000e", "mac": "52:54:00:0A:00:01"},
    ],
    "serials": [{"type": "pty", "log": "/var/log/libvirt/machine.log"}],
    "graphics": [{"type": "vnc", "listen": "127.0.0.1"}],
    "xml_overlay": "<domain><devices><memballoon model='none'/></devices></domain>",
}
VOLUMES = [
    {"name": "machine.raw", "pool": "default", "format": "raw", "capacity": "16M"},
    {"name": "machine.qcow2", "pool": "default", "backing": {"volume": "middle.qcow2"}},
    {"name": "middle.qcow2", "pool": "default", "backing": {"volume": "base.qcow2"}, "capacity": "48M"},
    {"name": "base.qcow2", "pool": "default", "capacity": "32M"},
]
# What this host lacks is stored all the same.
STORED = {
    "name": "stored",
    "type": "qemu",
    "memory": "1G",
    "hugepages": "2M",
    "disks": [
        {"target": "vda", "network": {"protocol": "rbd", "name": "vms/a", "hosts": [{"name": "ceph1", "port": 6789}]}},
        {"target": "vdb", "block": "/dev/mapper/none", "cache": "none", "io": "native"},
    ],
    "interfaces": [
        {"bridge": "br-int", "virtualport": "openvswitch", "vlan": 42, "target": "stored0"},
        {"direct": "eth9", "direct_mode": "bridge"},
        {"network": "provider", "portgroup": "blue"},
    ],
    "hostdevs": [{"pci": "0000:01:00.0"}, {"usb": "046d:c52b"}],
    "graphics": [{"type": "vnc", "listen": "127.0.0.1", "port": 5999}],
}
PROVIDER = {
    "name": "provider",
    "state": "inactive",
    "mode": "bridge",
    "bridge": "br-ex",
    "virtualport": "openvswitch",
    "portgroups": [{"name": "red", "default": True}, {"name": "blue", "vlan": 42}],
}
ROUTED = {
    "name": "routed",
    "mode": "route",
    "bridge": "swhv2",
    "addresses": [{"address": "10.97.0.1/24"}, {"address": "2001:db8:97::1/64"}],
    "routes": [{"address": "10.96.0.0/24", "gateway": "10.97.0.2"}],
}


def absent(*wanted: dict) -> list[dict]:
    return [{key: one[key] for key in ("name", "pool") if key in one} | {"state": "absent"} for one in wanted]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A directory and the URL at which it is served."""
    directory = tmp_path_factory.mktemp("images")
    handler = partial(SimpleHTTPRequestHandler, directory=str(directory))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield directory, f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()


def test_what_libvirt_wrote_itself_is_no_change(hypervisor: Hypervisor) -> None:
    facts = {"snapshots", "addresses", "leases", "capacity", "allocation", "available"}
    for kind in ("domains", "networks", "pools"):
        for found in hypervisor.stored(kind):
            wanted = {name: value for name, value in found.items() if name not in facts}
            assert hypervisor.reconcile(kind, wanted)[0].changes == []


def test_a_machine_of_every_kind_of_device_starts_and_is_left_alone(hypervisor: Hypervisor) -> None:
    effects(hypervisor, "volumes", *reversed(VOLUMES))
    made = effects(hypervisor, "domains", MACHINE)
    assert made["state"] == "config"
    domain = hypervisor.connection.lookupByName("machine")
    assert domain.isActive()
    assert effects(hypervisor, "domains", {**MACHINE, "graphics": []}) == {"graphics[vnc]": "restart"}
    before = hypervisor.state()
    now = {"restart": "allowed", "force": True, "shutdown_timeout": 0}
    with pytest.raises(HypervisorError, match="/nowhere"):
        hypervisor.reconcile("domains", {**MACHINE, **now, "kernel": "/nowhere"})
    assert hypervisor.state() == before
    (stopped,) = hypervisor.reconcile(
        "domains", {"name": "machine", "state": "shutoff", "force": True, "shutdown_timeout": 0}
    )
    assert [change.path for change in stopped.changes] == ["state"]
    effects(hypervisor, "domains", {**absent(MACHINE)[0], "remove_volumes": True})
    assert [name for name in names(hypervisor, "volumes") if name.startswith("machine")] == []
    effects(hypervisor, "volumes", *absent(*VOLUMES))


def test_a_snapshot_of_disks_only_is_merged_back(hypervisor: Hypervisor) -> None:
    volume = {"name": "file.qcow2", "pool": "default", "capacity": "16M"}
    disk = {"target": "vda", "file": "/var/lib/libvirt/images/file.qcow2", "format": "qcow2"}
    domain = {"name": "file", "state": "paused", "type": "qemu", "memory": "64M", "disks": [disk]}
    hypervisor.reconcile("volumes", volume)
    hypervisor.reconcile("domains", domain)
    snapshot = {"domain": "file", "name": "first", "disk_only": True}
    effects(hypervisor, "snapshots", snapshot)
    with pytest.raises(ValueError, match=r"disks\[vda\] is another since a snapshot of disks only"):
        hypervisor.reconcile("domains", domain)
    effects(hypervisor, "snapshots", {"domain": "file", "name": "first", "state": "absent"})
    assert not hypervisor.reconcile("domains", domain)[0].changed
    with pytest.raises(HypervisorError, match="did not shut down within 0 s"):
        hypervisor.reconcile("domains", {"name": "file", "state": "shutoff", "shutdown_timeout": 0})
    assert not hypervisor.reconcile("domains", domain)[0].changed
    gone = {"force": True, "shutdown_timeout": 0, "remove_volumes": True}
    effects(hypervisor, "domains", {**absent(domain)[0], **gone})
    assert "file.qcow2" not in names(hypervisor, "volumes")


def test_what_this_host_lacks_is_stored_all_the_same(hypervisor: Hypervisor) -> None:
    effects(hypervisor, "networks", PROVIDER, ROUTED)
    effects(hypervisor, "domains", STORED)
    assert effects(hypervisor, "domains", {**STORED, "hugepages": 0, "hostdevs": []})["hugepages"] == "config"
    effects(hypervisor, "domains", *absent(STORED))
    effects(hypervisor, "networks", *absent(PROVIDER, ROUTED))


def test_a_network_that_does_not_start_again_is_as_it_was(hypervisor: Hypervisor) -> None:
    effects(hypervisor, "networks", ROUTED)
    before = hypervisor.state()
    taken = {"addresses": [{"address": "10.99.0.1/24"}], "routes": [], "restart": "allowed"}
    with pytest.raises(HypervisorError, match="in use"):
        hypervisor.reconcile("networks", {"name": "routed", **taken})
    assert hypervisor.state() == before
    effects(hypervisor, "networks", *absent(ROUTED))


def test_pools_of_every_type_are_stored(hypervisor: Hypervisor) -> None:
    pools = [
        {"name": "directory", "type": "dir", "path": "/srv/directory", "mode": "0750", "autostart": True},
        {"name": "group", "type": "logical", "source": {"name": "vg9", "devices": ["/dev/none"]}, "state": "inactive"},
        {
            "name": "share",
            "type": "netfs",
            "path": "/srv/share",
            "source": {"hosts": [{"name": "nfs.test"}], "directory": "/exports", "format": "nfs"},
            "state": "inactive",
        },
    ]
    assert effects(hypervisor, "pools", *pools)["path"] == "config"
    with pytest.raises(HypervisorError, match="Storage source conflict with pool: 'group'"):
        hypervisor.reconcile("pools", {**pools[1], "name": "other-group"})
    other = {**pools[1], "name": "other-group", "state": "active", "source": {"name": "vg8", "devices": ["/dev/nil"]}}
    with pytest.raises(HypervisorError, match="/dev/nil"):
        hypervisor.reconcile("pools", other)
    assert "other-group" not in names(hypervisor, "pools")
    effects(hypervisor, "pools", *absent(*pools))


def test_an_image_is_streamed_verified_converted_and_grown(hypervisor: Hypervisor, server: tuple[Path, str]) -> None:
    directory, url = server
    content = bytes(range(256)) * 16 * 1024
    (directory / "image.raw").write_bytes(content)
    wanted = {"name": "image.qcow2", "pool": "default", "source": f"{url}/image.raw", "capacity": "8M"}
    with pytest.raises(HypervisorError, match=r"the checksum of .* is .*, not 00"):
        hypervisor.reconcile("volumes", {**wanted, "checksum": "sha256:00"})
    assert [name for name in names(hypervisor, "volumes") if "image" in name] == []
    checksum = f"sha256:{hashlib.sha256(content).hexdigest()}"
    copy = {"name": "copy.raw", "pool": "default", "clone": "image.qcow2", "format": "raw"}
    effects(hypervisor, "volumes", {**wanted, "checksum": checksum})
    effects(hypervisor, "volumes", copy)
    found = {one["name"]: (one["format"], one["capacity"]) for one in hypervisor.stored("volumes")}
    assert (found["image.qcow2"], found["copy.raw"]) == (("qcow2", 8 * MIB), ("raw", 8 * MIB))
    with pytest.raises(ValueError, match="its format is raw, not qcow2; set force to replace"):
        hypervisor.reconcile("volumes", {**copy, "format": "qcow2"})
    effects(hypervisor, "volumes", *absent(wanted, copy))


@pytest.mark.parametrize(
    ("kind", "options", "fault"),
    [
        ("networks", {"bridge": "swhv0", "addresses": [{"address": "10.95.0.1/24"}]}, "swhv0"),
        ("networks", {"bridge": "swhv3", "addresses": [{"address": "10.99.0.1/24"}]}, "already in use|overlap"),
        ("pools", {"type": "dir", "path": "/var/lib/libvirt/images"}, "default"),
        ("pools", {"type": "dir", "path": "/proc/nowhere"}, "/proc/nowhere"),
        ("volumes", {"pool": "nowhere", "capacity": "1M"}, "volume nowhere/broken: there is no pool nowhere"),
        ("volumes", {"pool": "default", "source": "/nowhere"}, "there is no image /nowhere on the host"),
        (
            "volumes",
            {"pool": "default", "backing": {"volume": "nowhere"}},
            "there is no volume default/nowhere to start from",
        ),
        ("volumes", {"pool": "default", "clone": "nowhere"}, "there is no volume default/nowhere to start from"),
        ("volumes", {"pool": "default", "source": "http://127.0.0.1:1/x"}, "cannot read http://127.0.0.1:1/x"),
        (
            "domains",
            {"type": "qemu", "memory": "64M", "cpu": {"mode": "host-passthrough"}},
            "does not offer host-passthr",
        ),
        ("domains", {"type": "qemu", "memory": "64M", "cpu": {"model": "Pentium-9"}}, "does not offer Pentium-9"),
        ("domains", {"type": "qemu", "memory": "64M", "machine": "pc-9000"}, "pc-9000"),
        ("domains", {"type": "qemu", "memory": "64M", "disks": [{"target": "vda", "file": "/nowhere"}]}, "/nowhere"),
        ("domains", {"type": "qemu", "memory": "64M", "interfaces": [{"bridge": "nowhere0"}]}, "nowhere0"),
        ("domains", {"type": "qemu", "memory": "64M", "kernel": "/nowhere"}, "/nowhere"),
    ],
)
def test_what_cannot_be_had_is_said_in_a_line_and_nothing_stays(
    hypervisor: Hypervisor, kind: str, options: dict, fault: str
) -> None:
    before = hypervisor.state()
    state = {"domains": {"state": "running"}}.get(kind, {})
    with pytest.raises((HypervisorError, ValueError), match=fault) as error:
        hypervisor.reconcile(kind, {"name": "broken", **state, **options})
    assert "\n" not in str(error.value)
    assert hypervisor.state() == before


def test_the_inventory_finds_the_guest_by_lease_agent_and_arp(hypervisor: Hypervisor, tmp_path: Path, uri: str) -> None:
    down = "qemu:///system?socket=/nowhere"
    by_lease, said = inventory(
        tmp_path, uris=[down, uri], keyed_groups=[{"key": "libvirt_tags.role", "prefix": "role"}]
    )
    by_agent, by_arp = (inventory(tmp_path, uris=[uri], address_sources=[source])[0] for source in ("agent", "arp"))
    assert (
        by_lease["role_web"]["hosts"]
        == by_lease["network_lab"]["hosts"]
        == by_lease["state_running"]["hosts"]
        == ["web"]
    )
    assert f"cannot reach {down}" in " ".join(said.split())
    for found in (by_lease, by_agent, by_arp):
        assert plain(found["_meta"]["hostvars"]["web"]["ansible_host"]).startswith("10.99.0.")
