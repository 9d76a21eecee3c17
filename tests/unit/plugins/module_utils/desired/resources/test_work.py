# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Nothing is done before what it needs, and nothing is removed while something refers to it."""

from __future__ import annotations

from graphlib import TopologicalSorter

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.names import plain_name
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.work import needs
from listed_cloud import changes, look, network, removals, subnet


def order(plan: list, **listed: list) -> list[str]:
    """Return the steps of a plan in an order that its needs allow."""
    return [
        f"{step.part} {plain_name(step.ref)}" for step in TopologicalSorter(needs(plan, look(**listed))).static_order()
    ]


def before(steps: list[str], first: str, second: str) -> bool:
    """Return whether the *first* step comes before the *second*."""
    return steps.index(first) < steps.index(second)


def test_made_in_the_order_of_the_references():
    plan = changes(
        {
            "routers": [{"name": "r", "interfaces": ["s"]}],
            "subnets": [{"name": "s", "network": "n", "cidr": "192.0.2.0/24"}],
            "networks": [{"name": "n"}],
            "flavors": [{"name": "f", "ram": 1, "vcpus": 1}],
            "servers": [{"name": "v", "flavor": "f", "networks": ["n"]}],
        }
    )
    steps = order(plan)
    assert before(steps, "make n", "make s")
    assert before(steps, "make s", "complete r")
    assert before(steps, "complete r", "make v")


def test_group_goes_before_the_addresses_that_its_rules_name():
    rule = {"direction": "ingress", "ethertype": "IPv4", "remote_address_group_id": "o"}
    listed = {
        "address_groups": [{"id": "o", "name": "offices", "project_id": "p", "addresses": []}],
        "security_groups": [{"id": "g", "name": "g", "project_id": "p", "tags": [], "security_group_rules": [rule]}],
    }
    plan = removals({"address_groups": [{"name": "offices"}], "security_groups": [{"name": "g"}]}, **listed)
    assert order(plan, **listed) == ["remove g", "remove offices"]


def test_quota_comes_before_what_it_limits():
    plan = changes({"networks": [{"name": "n"}], "quotas": [{"network": {"network": 9}}]})
    assert order(plan)[0] == "make quota (project admin)"


def test_removed_in_the_reverse_order():
    listed = {
        "networks": [network("n")],
        "subnets": [subnet("s", "p-n")],
        "routers": [{"id": "r", "name": "r", "project_id": "p", "tags": [], "interface_subnet_ids": ["p-n-s"]}],
    }
    plan = removals(
        {
            "networks": [{"name": "n"}],
            "subnets": [{"name": "s", "network": "n", "cidr": "192.0.2.0/24"}],
            "routers": [{"name": "r"}],
        },
        **listed,
    )
    assert order(plan, **listed) == ["remove r", "remove s", "remove n"]


def test_groups_that_refer_to_each_other():
    rule = {"protocol": "tcp", "port_range_min": 1}
    plan = changes(
        {
            "security_groups": [
                {"name": "a", "ingress": [{**rule, "remote_group": "b"}]},
                {"name": "b", "ingress": [{**rule, "remote_group": "a"}]},
            ]
        }
    )
    steps = order(plan)
    assert max(steps.index("make a"), steps.index("make b")) < min(steps.index("complete a"), steps.index("complete b"))


def test_released_before_it_is_removed():
    mark = ["stackwright:x"]
    listed = {
        "networks": [network("n", tags=mark)],
        "subnets": [subnet("s", "p-n", tags=mark)],
        "routers": [{"id": "r", "name": "r", "project_id": "p", "tags": mark, "interface_subnet_ids": ["p-n-s"]}],
    }
    plan = changes({"name": "x", "routers": [{"name": "r", "interfaces": []}]}, prune=True, **listed)
    assert order(plan, **listed) == ["complete r", "remove s", "remove n"]


def test_replaced_around_what_depends_on_it():
    document = {
        "networks": [{"name": "n", "provider_network_type": "vlan", "replace": True}],
        "subnets": [{"name": "s", "network": "n", "cidr": "192.0.2.0/24", "replace": True}],
    }
    listed = {"networks": [network("n")], "subnets": [subnet("s", "p-n")]}
    steps = [step for step in order(changes(document, **listed), **listed) if not step.startswith("complete")]
    assert steps == ["remove s", "remove n", "make n", "make s"]
