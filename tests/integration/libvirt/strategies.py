# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Options that libvirt accepts, for property tests against it."""

from __future__ import annotations

from hypothesis import strategies as st

choice = st.sampled_from
REMOTE = choice(
    [
        {"protocol": "rbd", "name": "vms/web", "hosts": [{"name": "ceph1", "port": 6789}, {"name": "ceph2"}]},
        {"protocol": "nbd", "hosts": [{"name": "store.example.com", "port": 10809}]},
        {
            "protocol": "rbd",
            "name": "vms/web",
            "username": "libvirt",
            "secret": "8f1c1f0e-6d0c-4a53-9c4e-2f6a8f9a4c11",
            "secret_type": "ceph",
        },
    ]
)
DISKS = st.lists(
    st.fixed_dictionaries(
        {"target": choice(["vda", "vdb", "vdc"]), "file": choice(["/a.img", "/b.img", "/c.img"])},
        optional={
            "format": choice(["raw", "qcow2"]),
            "cache": choice(["none", "writeback"]),
            "discard": choice(["unmap", "ignore"]),
            "serial": choice(["", "abc"]),
            "shareable": st.just(True),
        },
    ),
    unique_by=(lambda disk: disk["target"], lambda disk: disk["file"]),
    max_size=3,
).flatmap(
    lambda files: st.lists(
        st.fixed_dictionaries({"target": choice(["vdx", "vdy"]), "network": REMOTE, "bus": st.just("virtio")}),
        unique_by=lambda disk: disk["target"],
        max_size=1,
    ).map(lambda remote: files + remote)
)
PLUG = {"link": choice(["up", "down"]), "mtu": choice([0, 9000])}
INTERFACES = st.lists(
    st.one_of(
        st.fixed_dictionaries({"network": st.just("default")}, optional=PLUG),
        st.fixed_dictionaries({"network": st.just("lab")}, optional={**PLUG, "portgroup": choice(["", "blue"])}),
        st.fixed_dictionaries(
            {"bridge": choice(["br0", "br1"])},
            optional={"vlan": st.integers(0, 4094), "virtualport": st.just("openvswitch")},
        ),
        st.fixed_dictionaries({"direct": st.just("eth9"), "direct_mode": choice(["bridge", "vepa"])}),
    ),
    max_size=3,
)
DOMAINS = st.fixed_dictionaries(
    {"name": st.just("any"), "state": choice(["defined", "running", "shutoff"]), "vcpus_max": st.just(4)},
    optional={
        "title": choice(["", "A title"]),
        "tags": st.dictionaries(choice(["a", "b"]), choice(["1", "<&>"])),
        "vcpus": st.integers(1, 4),
        "memory": st.integers(1, 4).map(lambda n: f"{n * 256}M"),
        "memory_max": st.just("1G"),
        "hugepages": choice([0, "2M", "1G"]),
        "cpu": choice(
            [
                {"mode": "custom", "model": "qemu64"},
                {"mode": "host-passthrough", "features": [{"name": "vmx", "policy": "disable"}]},
                {"sockets": 2, "cores": 2, "threads": 1},
            ]
        ),
        "clock": choice(["utc", "localtime"]),
        "on_crash": choice(["restart", "preserve"]),
        "disks": DISKS,
        "interfaces": INTERFACES,
        "serials": st.lists(st.just({"type": "pty"}), max_size=2),
        "video": choice(["virtio", "vga", "none"]),
        "tpm": choice(["none", "2.0"]),
        "watchdog": choice(["none", "reset"]),
        "rng": choice(["", "/dev/random"]),
        "guest_agent": st.booleans(),
        "hostdevs": choice([[], [{"usb": "046d:c52b"}], [{"pci": "0000:01:00.0"}]]),
        "autostart": st.booleans(),
    },
)
# Inactive, for the test driver does not store a network beside an active one.
NETWORKS = st.one_of(
    st.fixed_dictionaries(
        {
            "name": st.just("any"),
            "state": st.just("inactive"),
            "mode": choice(["nat", "route", "isolated", "open"]),
            "bridge": choice(["a0", "b0"]),
            "addresses": st.lists(
                choice(
                    [
                        {"address": "10.9.0.1/24"},
                        {"address": "10.9.0.1/24", "dhcp_ranges": [{"start": "10.9.0.10", "end": "10.9.0.99"}]},
                        {
                            "address": "10.9.0.1/24",
                            "dhcp_ranges": [{"start": "10.9.0.10", "end": "10.9.0.50"}],
                            "dhcp_hosts": [{"mac": "52:54:00:AA:00:01", "ip": "10.9.0.7", "name": "seed"}],
                        },
                        {"address": "2001:DB8::1/64"},
                    ]
                ),
                unique_by=lambda one: one["address"],
                min_size=1,
            ),
        },
        optional={
            "mtu": choice([0, 1400, 9000]),
            "domain": choice(["", "lab.example.com"]),
            "dns_forwarders": st.lists(choice(["192.0.2.1", "192.0.2.2"]), unique=True),
            "dns_hosts": st.lists(
                st.fixed_dictionaries(
                    {
                        "ip": choice(["10.9.0.5", "10.9.0.6"]),
                        "hostnames": st.lists(choice(["a", "b", "c"]), min_size=1, unique=True),
                    }
                ),
                unique_by=lambda host: host["ip"],
            ),
            "autostart": st.booleans(),
        },
    ),
    st.fixed_dictionaries(
        {
            "name": st.just("bridged"),
            "state": st.just("inactive"),
            "mode": st.just("bridge"),
            "bridge": choice(["br0", "br1"]),
        },
        optional={
            "virtualport": st.just("openvswitch"),
            "portgroups": st.lists(
                st.fixed_dictionaries({"name": choice(["red", "blue"])}, optional={"vlan": st.integers(1, 4094)}),
                unique_by=lambda one: one["name"],
            ),
        },
    ),
)
SOURCES = {
    "dir": {},
    "fs": {"devices": ["/dev/sdz1"], "format": "ext4"},
    "netfs": {"hosts": [{"name": "nfs.example.com"}], "directory": "/exports", "format": "nfs"},
    "logical": {"name": "vg0", "devices": ["/dev/sdy", "/dev/sdz"]},
    "iscsi": {"hosts": [{"name": "san.example.com", "port": 3260}], "devices": ["iqn.2010-01.com.example:a"]},
    "rbd": {
        "name": "vms",
        "hosts": [{"name": "ceph1", "port": 6789}, {"name": "ceph2"}],
        "auth_type": "ceph",
        "username": "libvirt",
        "secret": "8f1c1f0e-6d0c-4a53-9c4e-2f6a8f9a4c11",
    },
    "zfs": {"name": "tank/vms"},
}
POOLS = choice(list(SOURCES)).flatmap(
    lambda kind: st.fixed_dictionaries(
        {
            "name": st.just(f"any-{kind}"),
            "type": st.just(kind),
            "state": st.just("inactive"),
            **({} if kind in ("rbd", "zfs", "logical") else {"path": st.just(f"/srv/{kind}")}),
            "source": st.just(SOURCES[kind]),
        },
        optional={"autostart": st.booleans()},
    )
)
