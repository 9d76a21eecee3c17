# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A document with almost every kind of resource, against the real services."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from documents import networking
from hypothesis import HealthCheck, given, settings
from runs import Runs

NAME = "contents-test"
RULE = {"protocol": "tcp", "port_range_min": 22}
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKeD+vdZwwEzV/oQcPCPKzPjEHEV8A8G4dLLVwmKOGaI"


def ours(name: str) -> dict[str, str]:
    """Return how the project's resource *name* is referred to from outside of it."""
    return {"name": name, "project": NAME}


def document(file: str, host: str) -> dict[str, Any]:
    """Return the document; *file* is an image's content, *host* a compute host."""
    mine = {"project": NAME}
    return {
        "name": NAME,
        "projects": [{"name": NAME}, {"name": f"{NAME}-below", "parent": NAME, "tags": ["a"]}],
        "users": [{"name": NAME, "password": "first", "email": "a@example.org", "default_project": NAME}],
        "groups": [{"name": NAME, "users": [NAME]}],
        "role_assignments": [
            {"role": "admin", "user": "admin", "project": NAME},
            {"role": "member", "group": NAME, "project": NAME},
            {"role": "reader", "user": NAME, "domain": "Default", "inherited": True},
            {"role": "reader", "user": NAME, "system": "all"},
        ],
        "application_credentials": [{"name": NAME, "secret": "a secret", "roles": ["reader"]}],
        "quotas": [{**mine, "compute": {"cores": 7}, "network": {"floatingip": 2}}],
        "address_scopes": [{"name": "scope", **mine}],
        "subnet_pools": [{"name": "pool", **mine, "prefixes": ["10.60.0.0/16"], "address_scope": "scope"}],
        "address_groups": [{"name": "offices", **mine, "addresses": ["10.1.0.0/24", "10.2.0.0/24"]}],
        "qos_policies": [{"name": "modest", **mine, "bandwidth_limits": [{"max_kbps": 1000}], "dscp_mark": 26}],
        "networks": [{"name": "a", **mine, "qos_policy": "modest", "tags": ["x"]}, {"name": "b", **mine}],
        "subnets": [
            {"name": "a", "network": ours("a"), "subnet_pool": ours("pool"), "prefix_length": 27},
            {"name": "b", "network": ours("b"), "cidr": "10.9.1.0/24", "dns_nameservers": ["10.9.1.2"]},
        ],
        "routers": [
            {
                "name": "edge",
                **mine,
                "interfaces": [{"network": "b", "name": "b"}],
                "routes": [{"destination": "10.88.0.0/16", "nexthop": "10.9.1.8"}],
            }
        ],
        "security_groups": [
            {"name": "one", **mine, "ingress": [RULE, {**RULE, "remote_group": "two"}]},
            {"name": "three", **mine, "ingress": [{**RULE, "remote_address_group": "offices"}]},
            {"name": "two", **mine, "ingress": [{"remote_group": "one"}], "egress": []},
        ],
        "rbac_policies": [
            {"action": "access_as_shared", "network": ours("b"), "target_project": f"{NAME}-below"},
        ],
        "ports": [
            {"name": "p", "network": ours("b"), "addresses": ["10.9.1.77"], "security_groups": ["one"]},
            {"name": "parent", "network": ours("b"), "allowed_address_pairs": [{"ip_address": "10.9.1.99"}]},
            {"name": "child", "network": ours("a")},
        ],
        "trunks": [
            {"name": "t", **mine, "port": "parent", "sub_ports": [{"port": "child", "segmentation_id": 7}]},
        ],
        "images": [{"name": NAME, **mine, "file": file, "visibility": "shared", "members": [f"{NAME}-below"]}],
        "flavors": [
            {"name": NAME, "ram": 256, "vcpus": 1, "disk": 1, "public": False, "projects": [NAME]},
        ],
        "aggregates": [{"name": NAME, "hosts": [host], "metadata": {"ssd": True}}],
        "server_groups": [{"name": "apart", **mine, "policy": "anti-affinity"}],
        "key_pairs": [{"name": NAME, "public_key": KEY}],
        "servers": [
            {
                "name": "s",
                **mine,
                "flavor": NAME,
                "image": NAME,
                "networks": ["b", "a"],
                "ports": ["p"],
                "key_pair": NAME,
                "server_group": "apart",
                "metadata": {"a": "b"},
            }
        ],
    }


@pytest.fixture(scope="module")
def runs(cloud_name, cloud_directory) -> Runs:
    """Runs as the administrator."""
    return Runs({"clouds_file": str(cloud_directory / "clouds.yaml"), "cloud": cloud_name})


@pytest.fixture(scope="module")
def wanted(runs, cloud, guest_disk) -> Iterator[dict[str, Any]]:
    """The document, applied, and gone at the end."""
    [host, *_others] = [service.host for service in cloud.compute.services(binary="nova-compute")]
    wanted = document(str(guest_disk), host)
    announced = runs.applied(wanted, check=True)
    assert runs.applied(wanted) == announced
    yield wanted
    runs.applied(wanted, absent=True)
    assert runs.applied(wanted, absent=True, check=True) == []


@pytest.fixture(scope="module")
def within(runs, wanted) -> Runs:
    """Runs as the administrator within the document's project."""
    return Runs({**runs.login, "auth": {"project_name": NAME}})


def test_nothing_is_left_to_change(runs, wanted):
    assert runs.applied(wanted, prune=True, check=True) == []


def test_export_leaves_nothing_to_change(runs, wanted):
    assert runs.applied(runs.exported(), check=True) == []


def test_changes_are_made_in_place(runs, wanted):
    other = copy.deepcopy(wanted)
    other["users"][0]["email"] = "b@example.org"
    other["groups"][0]["users"] = []
    other["quotas"][0]["compute"]["cores"] = 9
    other["address_groups"][0]["addresses"] = ["10.3.0.0/24"]
    other["qos_policies"][0].update(bandwidth_limits=[{"max_kbps": 2000}], dscp_mark=None)
    other["networks"][0].update(tags=["y"], description="other")
    other["subnets"][1]["dns_nameservers"] = []
    other["routers"][0]["routes"] = []
    other["security_groups"][0]["ingress"] = [{"protocol": "icmp"}]
    other["images"][0]["members"] = []
    other["flavors"][0]["extra_specs"] = {"hw:watchdog_action": "reset"}
    other["aggregates"][0]["metadata"] = {"hdd": True}
    other["trunks"][0]["sub_ports"] = []
    other["servers"][0].update(metadata={"c": "d"}, running=False)
    assert len(runs.applied(other)) == 14
    assert runs.applied(other, check=True) == []
    assert len(runs.applied(wanted)) == 13  # the flavour's extra specs are left alone where the document has none


def test_gone_from_the_document_is_gone_from_the_cloud(runs, wanted):
    less = copy.deepcopy(wanted)
    less["routers"] = []
    assert runs.applied(less, prune=True) == [f"- router edge (project {NAME})"]
    assert runs.applied(wanted) == [f"+ router edge (project {NAME})"]


def test_kinds_of_services_that_this_cloud_lacks_are_named(runs):
    lacking = {"volumes": [{"name": "v", "size": 1}], "stacks": [{"name": "s", "template": {}}]}
    told = runs.apply(lacking, check=True)["msg"].splitlines()[1:]
    assert [line.partition(":")[0] for line in told] == [
        "- volumes cannot be kept here",
        "- stacks cannot be kept here",
    ]


@settings(max_examples=2, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(drawn=networking())
def test_any_document_leaves_nothing_to_change(within, drawn):
    document = {"name": "property", **drawn}
    within.applied(document)
    try:
        assert within.applied(document, prune=True, check=True) == []
        assert within.applied(within.exported(), check=True) == []
    finally:
        within.applied(document, absent=True)


def test_refused_password_is_set(runs, wanted):
    user = {**wanted["users"][0], "password": "second", "update_password": "when_refused"}
    changed = {**wanted, "users": [user]}
    assert runs.applied(changed) == [f"~ user {NAME}"]
    assert runs.applied(changed) == []


def test_name_that_means_nothing_is_said(runs):
    result = runs.apply({"subnets": [{"name": "s", "network": "publik"}]}, check=True)
    assert result["msg"].endswith("did you mean 'public'?")
