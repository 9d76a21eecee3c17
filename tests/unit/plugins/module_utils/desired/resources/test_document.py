# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What is wrong with a document is said at once, all of it, in words that name the place and what would be right."""

from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.document import (
    DocumentError,
    merged,
    needed_kinds,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import KINDS
from listed_cloud import changes, network


def faults(*documents: dict) -> list[str]:
    """Return what is wrong with the form of *documents*."""
    with pytest.raises(DocumentError) as error:
        merged(documents)
    return error.value.faults


def unmet(document: dict, **listed: list) -> list[str]:
    """Return what is wrong with *document* on a cloud with the resources *listed*."""
    with pytest.raises(DocumentError) as error:
        changes(document, **listed)
    return error.value.faults


def test_misspelt_kind_and_field_and_missing_field_come_together():
    assert faults({"netwroks": []}, {"subnets": [{"name": "a", "cdir": "192.0.2.0/24"}]}) == [
        "the document has 'netwroks', which is unknown; did you mean 'networks'?",
        "subnets[0] has 'cdir', which is unknown; did you mean 'cidr'?",
        "subnets[0] lacks `network`",
    ]


def test_documents_are_taken_together():
    document = merged([{"name": "web", "networks": [{"name": "a"}]}, {"networks": [{"name": "b"}]}])
    assert [entry["name"] for entry in document.entries["networks"]] == ["a", "b"]
    assert document.name == "web"


def test_documents_of_different_names_are_refused():
    [fault] = faults({"name": "web"}, {"name": "shop"})
    assert "different names: shop, web" in fault


def test_entries_must_be_mappings():
    assert "networks[0] is 'a'; it must be a mapping" in faults({"networks": ["a"]})[0]


def test_unknown_name_is_said_with_the_nearest():
    [fault] = unmet(
        {"subnets": [{"name": "a", "network": "privat", "cidr": "192.0.2.0/24"}]}, networks=[network("private")]
    )
    assert "there is no network 'privat', neither in the document nor in the cloud; did you mean 'private'?" in fault


def test_every_value_of_the_wrong_form_is_said():
    entry = {"name": "a", "mtu": "big", "shared": "perhaps", "tags": "one"}
    assert unmet({"networks": [entry]}) == [
        "network a (project admin): mtu is 'big'; it must be a whole number",
        "network a (project admin): shared is 'perhaps'; it must be true or false",
        "network a (project admin): tags is 'one'; it must be a list",
    ]


def test_address_that_is_none_is_said():
    [fault] = unmet({"networks": [{"name": "a"}], "subnets": [{"name": "a", "network": "a", "cidr": "10.0.0.0/33"}]})
    assert "'10.0.0.0/33'; it must be a network like 192.0.2.0/24" in fault


def test_doubles_are_said():
    assert unmet({"networks": [{"name": "a"}, {"name": "a"}]}) == ["network a (project admin) is in the document twice"]


def test_only_what_is_needed_is_listed():
    document = merged([{"subnets": [{"name": "a", "network": "b", "cidr": "192.0.2.0/24"}]}])
    assert [kind.name for kind in needed_kinds(document)] == ["domains", "projects", "networks", "subnets"]


@pytest.mark.parametrize("name", KINDS)
def test_examples_are_documents(name):
    merged([{name: [dict(KINDS[name].example)]}])


@pytest.mark.parametrize("name", KINDS)
def test_keys_refer_to_kinds_that_come_before(name):
    order = list(KINDS)
    kind = KINDS[name]
    before = order[: order.index(name) + 1]
    assert all(kind.fields[part].refers in (*before, "") for part in kind.key)
