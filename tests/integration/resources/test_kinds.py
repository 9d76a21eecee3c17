# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Every kind: made, changed in place, told back by an export, and removed."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.export import UNTOLD
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import KINDS

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKeD+vdZwwEzV/oQcPCPKzPjEHEV8A8G4dLLVwmKOGaI"
RULE = {"protocol": "tcp", "port_range_min": 22}
TEMPLATE = {"heat_template_version": "2021-04-16", "resources": {"wait": {"type": "OS::Heat::None"}}}


@pytest.fixture
def document(tmp_path, cloud) -> dict[str, Any]:
    """A document with each kind at least once, in two projects."""
    cloud.add("services_of_nova", {"host": "host1", "status": "enabled", "state": "up", "disabled_reason": None})
    disk = tmp_path / "disk.qcow2"
    disk.write_bytes(b"a disk")
    mine = {"project": "web"}
    subnet = {"network": "b", "name": "b"}
    return {
        "name": "kinds",
        "regions": [{"name": "RegionTwo"}],
        "services": [{"type": "image", "name": "glance"}],
        "endpoints": [{"service": "glance", "interface": "public", "region": "RegionTwo", "url": "http://192.0.2.1"}],
        "domains": [{"name": "research"}],
        "projects": [{"name": "web"}, {"name": "below", "parent": "web"}, {"name": "far", "domain": "research"}],
        "users": [{"name": "alice", "password": "a secret", "default_project": "web"}],
        "groups": [{"name": "operators", "users": ["alice"]}],
        "roles": [{"name": "auditor"}],
        "role_assignments": [
            {"role": "auditor", "group": "operators", "project": "web"},
            {"role": "auditor", "user": "alice", "domain": "Default", "inherited": True},
        ],
        "application_credentials": [{"name": "backup", "secret": "another"}],
        "quotas": [{**mine, "compute": {"cores": 7}, "network": {"port": 9}, "volume": {"volumes": 3}}],
        "address_scopes": [{"name": "scope", **mine}],
        "subnet_pools": [{"name": "pool", **mine, "prefixes": ["10.0.0.0/25", "10.0.0.128/25"]}],
        "address_groups": [{"name": "offices", **mine, "addresses": ["10.1.0.0/24"]}],
        "security_groups": [
            {"name": "one", **mine, "ingress": [RULE, {**RULE, "remote_address_group": "offices"}]},
            {"name": "two", **mine, "ingress": [{"remote_group": "one"}], "egress": []},
        ],
        "qos_policies": [{"name": "modest", **mine, "bandwidth_limits": [{"max_kbps": 1000}], "dscp_mark": 26}],
        "networks": [
            {"name": "a", **mine, "qos_policy": "modest"},
            {"name": "b", **mine},
            {"name": "out", "external": True},
        ],
        "subnets": [
            {"name": name, "network": {"name": name, **mine}, "cidr": f"10.9.{number}.0/24"}
            for number, name in enumerate("ab")
        ],
        "routers": [{"name": "edge", **mine, "gateway": "out", "enable_snat": False, "interfaces": [subnet]}],
        "ports": [
            {"name": "p", "network": {"name": "b", **mine}, "addresses": ["10.9.1.77"], "security_groups": ["one"]},
            {"name": "q", "network": {"name": "b", **mine}, "allowed_address_pairs": [{"ip_address": "10.9.1.99"}]},
        ],
        "trunks": [{"name": "t", **mine, "port": "p", "sub_ports": [{"port": "q", "segmentation_id": 7}]}],
        "rbac_policies": [
            {"action": "access_as_shared", "network": {"name": "b", **mine}, "target_project": "below"},
            {"action": "access_as_external", "network": "out"},
        ],
        "images": [
            {"name": "guest", "file": str(disk), "visibility": "shared", "members": ["web"]},
            {"name": "other", "file": str(disk), "properties": {"os_distro": "debian"}},
        ],
        "volume_qos": [{"name": "modest", "consumer": "front-end", "specs": {"total_iops_sec": 500}}],
        "volume_types": [{"name": "fast", "qos": "modest", "public": False, "projects": ["web"]}],
        "volumes": [{"name": "data", **mine, "size": 2, "volume_type": "fast"}],
        "flavors": [{"name": "small", "ram": 64, "vcpus": 1}, {"name": "big", "ram": 128, "vcpus": 1, "public": False}],
        "key_pairs": [{"name": "alice", "public_key": f"{KEY} alice@here"}],
        "aggregates": [{"name": "fast", "hosts": ["host1"], "metadata": {"ssd": True}}],
        "server_groups": [{"name": "apart", **mine, "policy": "anti-affinity"}],
        "compute_services": [{"name": "host1", "status": "enabled"}],
        "servers": [
            {
                "name": "web1",
                **mine,
                "flavor": "small",
                "image": "guest",
                "networks": ["b", "a"],
                "ports": ["p"],
                "security_groups": ["one"],
                "key_pair": "alice",
                "server_group": "apart",
                "volumes": ["data"],
            },
            {"name": "web2", **mine, "flavor": "small", "image": "guest", "boot_volume_size": 3, "networks": ["a"]},
        ],
        "floating_ips": [
            {"name": "web1", **mine, "network": "out", "server": "web1"},
            {"name": "vip", **mine, "network": "out", "port": {"name": "q", "network": "b"}},
        ],
        "stacks": [{"name": "shop", **mine, "template": TEMPLATE, "parameters": {"size": 1}, "tags": ["a"]}],
    }


CHANGES: dict[str, dict[str, Any]] = {
    "regions": {"description": "other"},
    "services": {"description": "other"},
    "endpoints": {"url": "http://192.0.2.2"},
    "domains": {"description": "other"},
    "projects": {"tags": ["x"]},
    "users": {"email": "b@example.org"},
    "groups": {"users": []},
    "roles": {"description": "other"},
    "quotas": {"compute": {"cores": 9}, "volume": {"volumes": 4}},
    "address_scopes": {"shared": True},
    "subnet_pools": {"prefixes": ["10.0.0.0/24", "10.0.2.0/24"]},
    "address_groups": {"addresses": ["10.2.0.0/24"]},
    "security_groups": {"ingress": [{"protocol": "icmp"}]},
    "qos_policies": {"bandwidth_limits": [{"max_kbps": 2000}], "dscp_mark": None},
    "networks": {"qos_policy": None, "tags": ["y"]},
    "subnets": {"dns_nameservers": ["10.9.0.2"]},
    "routers": {"gateway": None, "interfaces": []},
    "ports": {"addresses": ["10.9.1.78"], "security_groups": []},
    "trunks": {"sub_ports": []},
    "images": {"members": [], "min_ram": 64},
    "volume_qos": {"consumer": "both", "specs": {"total_bytes_sec": 5}},
    "volume_types": {"qos": None, "projects": [], "extra_specs": {"a": "b"}},
    "volumes": {"size": 3, "metadata": {"a": "b"}},
    "flavors": {"extra_specs": {"hw:a": "b"}, "description": "other"},
    "aggregates": {"hosts": [], "metadata": {"hdd": "true"}, "availability_zone": "two"},
    "compute_services": {"status": "disabled", "disabled_reason": "memory"},
    "servers": {
        "networks": ["b"],
        "security_groups": ["two"],
        "volumes": [],
        "metadata": {"a": "b"},
        "description": "other",
        "running": False,
    },
    "floating_ips": {"server": None},
    "stacks": {"template": {**TEMPLATE, "description": "other"}, "parameters": {"size": 2}},
}
# What these say when they are made is all there is to them.
UNCHANGEABLE = {"role_assignments", "application_credentials", "rbac_policies", "key_pairs", "server_groups"}


def test_document_and_changes_have_every_kind(document):
    assert {*document} - {"name"} == set(KINDS)
    assert {*CHANGES, *UNCHANGEABLE} == set(KINDS)


def test_applied_document_is_what_the_cloud_holds(runs, document):
    announced = runs.applied(document, check=True)
    assert runs.applied(document) == announced
    assert runs.applied(document, prune=True, check=True) == []


def test_export_tells_every_kind_and_leaves_nothing_to_change(runs, document):
    runs.applied(document)
    export = runs.export()
    assert export.skipped == []
    exported = export.document
    assert set(exported) == set(KINDS) - UNTOLD
    assert runs.applied(exported, check=True) == []


@pytest.mark.parametrize("kind", CHANGES)
def test_kind_is_changed_in_place(runs, document, kind):
    runs.applied(document)
    changed = copy.deepcopy(document)
    changed[kind][0].update(CHANGES[kind])
    result = runs.apply(changed, check=True)
    assert [(change["action"], set(change["fields"])) for change in result["changes"]] == [
        ("update", set(CHANGES[kind]))
    ]
    runs.applied(changed)
    assert runs.applied(changed, check=True) == []


def test_absent_document_takes_all_of_it_away(runs, cloud, document):
    before = {name: len(kept) for name, kept in cloud.kept.items()}
    runs.applied(document)
    runs.applied(document, absent=True)
    assert runs.applied(document, absent=True, check=True) == []
    collections = {kind.collection for kind in KINDS.values() if not kind.permanent}
    assert {name: len(cloud.kept.get(name, ())) for name in collections} == {
        name: before.get(name, 0) for name in collections
    }


def test_pruned_is_all_that_can_be_marked(runs, document):
    runs.applied(document)
    gone = runs.apply({"name": "kinds"}, prune=True, check=True)["changes"]
    assert {change["kind"] for change in gone} == {name for name, kind in KINDS.items() if kind.owner}
