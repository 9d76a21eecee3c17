# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A plan is what differs, no more and no less; what cannot or must not be done is an error."""

from __future__ import annotations

import json

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.document import DocumentError
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.text import (
    as_dict,
    headline,
    lines,
    summary,
)
from listed_cloud import changes, network, removals, subnet


def plan_of(document: dict, **options) -> str:
    """Return the plan as text."""
    return lines(changes(document, **options))


def test_nothing_differs():
    document = {"networks": [{"name": "a", "mtu": 1442, "tags": []}]}
    assert changes(document, networks=[network("a")]) == []
    assert summary([]) == "nothing to change"


def test_new_changed_and_pruned():
    document = {"name": "web", "networks": [{"name": "a", "mtu": 1400, "tags": ["x"]}, {"name": "new"}]}
    mark = ["stackwright:web"]
    listed = [network("a", tags=["y", *mark]), network("old", tags=mark), network("theirs", tags=["stackwright:shop"])]
    plan = changes(document, prune=True, networks=listed)
    assert lines(plan) == (
        "~ network a (project admin)\n"
        "    mtu: 1442 -> 1400\n"
        "    tags: [y] -> [x]\n"
        "+ network new (project admin)\n"
        "- network old (project admin)\n"
    )
    assert summary(plan) == "1 to create, 1 to update, 1 to delete"


def test_fields_left_out_are_left_alone():
    assert changes({"networks": [{"name": "a"}]}, networks=[network("a", mtu=9000, description="big")]) == []


def test_order_within_a_set_is_no_difference():
    document = {"networks": [{"name": "a", "tags": ["x", "y", "x"]}]}
    assert changes(document, networks=[network("a", tags=["y", "x"])]) == []


def test_adopting_a_resource_is_a_change():
    assert "owner: none -> web" in plan_of({"name": "web", "networks": [{"name": "a"}]}, networks=[network("a")])


def test_resource_of_another_document_is_refused():
    with pytest.raises(DocumentError, match="belongs to the document 'shop', not to 'web'"):
        changes({"name": "web", "networks": [{"name": "a"}]}, networks=[network("a", tags=["stackwright:shop"])])


def test_what_cannot_change_in_place_is_refused():
    document = {"networks": [{"name": "a", "provider_network_type": "vlan"}]}
    with pytest.raises(DocumentError, match="provider_network_type is 'geneve' and cannot become 'vlan' in place"):
        changes(document, networks=[network("a")])


def test_what_cannot_change_in_place_is_replaced_with_leave():
    document = {"networks": [{"name": "a", "provider_network_type": "vlan", "replace": True}]}
    assert plan_of(document, networks=[network("a")]).startswith("-/+ network a (project admin)\n")


def test_what_depends_on_a_replaced_resource_needs_leave_too():
    inner = {"name": "s", "network": "a", "cidr": "192.0.2.0/24"}
    document = {"networks": [{"name": "a", "provider_network_type": "vlan", "replace": True}], "subnets": [inner]}
    listed = {"networks": [network("a")], "subnets": [subnet("s", "p-a")]}
    with pytest.raises(DocumentError, match=r"subnet s .* cannot stay when network a .* is replaced"):
        changes(document, **listed)
    inner["replace"] = True
    assert [change.action for change in changes(document, **listed)] == ["replace", "replace"]


def test_two_of_one_name_are_refused():
    twice = [network("a"), {**network("a"), "id": "second"}]
    with pytest.raises(DocumentError, match="the cloud has 2 of that name"):
        changes({"networks": [{"name": "a"}]}, networks=twice)


def test_name_means_the_one_of_the_same_project():
    document = {"subnets": [{"name": "s", "network": "a", "cidr": "192.0.2.0/24"}]}
    [change] = changes(document, networks=[network("a"), network("a", project="q")])
    assert headline(change) == "+ subnet s (network a)"
    assert change.values["network"].key[0].key[1] == "admin"


def test_name_in_two_other_projects_must_be_told_apart():
    document = {"subnets": [{"name": "s", "network": "a", "cidr": "192.0.2.0/24"}]}
    shared = [network("a", project="q", shared=True), network("a", project="r", shared=True)]
    with pytest.raises(DocumentError, match="2 networks are called 'a'"):
        changes(document, networks=shared)
    document["subnets"][0]["network"] = {"name": "a", "project": "other"}
    assert len(changes(document, networks=shared)) == 1


def test_id_is_as_good_as_a_name():
    document = {"subnets": [{"name": "s", "network": "p-a", "cidr": "192.0.2.0/24"}]}
    assert changes(document, networks=[network("a")], subnets=[subnet("s", "p-a")]) == []


def test_partial_map_compares_only_what_is_given():
    image = {"id": "i", "name": "i", "owner": "p", "os_distro": "debian", "hw_disk_bus": "scsi", "tags": []}
    document = {"images": [{"name": "i", "properties": {"os_distro": "debian"}}]}
    assert changes(document, images=[image]) == []
    document["images"][0]["properties"]["hw_disk_bus"] = "virtio"
    assert "properties: os_distro=debian hw_disk_bus=scsi -> os_distro=debian hw_disk_bus=virtio" in plan_of(
        document, images=[image]
    )


def test_password_never_shows():
    plan = changes({"users": [{"name": "alice", "password": "open sesame"}]}, users=[])
    assert "sesame" not in lines(plan) + json.dumps([as_dict(change) for change in plan])
    assert "password: ********" in lines(plan)


def test_password_of_an_existing_user_is_left_alone():
    user = {"id": "u", "name": "alice", "domain_id": "d"}
    assert changes({"users": [{"name": "alice", "password": "x"}]}, users=[user]) == []
    assert (
        len(changes({"users": [{"name": "alice", "password": "x"}]}, users=[{**user, "password_refused": True}])) == 1
    )


def test_rules_are_compared_as_neutron_tells_them():
    told = {"direction": "ingress", "ethertype": "IPv4", "protocol": "tcp", "port_range_min": 22, "port_range_max": 22}
    rest = {"remote_ip_prefix": "192.0.2.0/24", "remote_group_id": None, "description": ""}
    group = {
        "id": "g",
        "name": "g",
        "project_id": "p",
        "tags": [],
        "security_group_rules": [{"id": "1", **told, **rest}],
    }
    rule = {"protocol": "6", "port_range_min": "22", "remote_ip_prefix": "192.0.2.1/24"}
    assert changes({"security_groups": [{"name": "g", "ingress": [rule]}]}, security_groups=[group]) == []


def test_server_that_never_started_is_made_anew():
    server = {"id": "s", "name": "s", "tenant_id": "p", "flavor": {"original_name": "f"}, "image": "", "addresses": {}}
    document = {"servers": [{"name": "s", "flavor": "f"}]}
    flavor = {"id": "f", "name": "f"}
    failed = changes(document, flavors=[flavor], servers=[{**server, "status": "ERROR"}])
    assert [change.action for change in failed] == ["replace"]
    assert changes(document, flavors=[flavor], servers=[{**server, "status": "ACTIVE"}]) == []


def test_absent_removes_what_is_there():
    document = {"networks": [{"name": "a"}, {"name": "b"}], "quotas": [{"project": "admin"}]}
    assert [headline(change) for change in removals(document, networks=[network("a")])] == [
        "- network a (project admin)"
    ]
