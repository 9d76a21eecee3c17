# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.image import inputs_digest, plan, reference

FILES = {"Containerfile": "FROM base\n", "settings": "a=1\n"}
RECIPES = {
    "base": {"reference": "base:1", "parent": None, "artifact": None},
    "ovn": {"reference": "ovn:1", "parent": "base", "artifact": None},
    "guest": {"reference": "guest:1", "parent": "base", "artifact": {"source": "/disk", "target": "/images/disk"}},
}


def lines(wanted, present=(), extracted=(), sources=None):
    return [step.as_line() for step in plan(RECIPES, wanted, present, extracted, sources or {})]


def test_reference_names_family_release_and_content():
    digest = inputs_digest(FILES)
    assert reference("2026.1", "ovn", digest) == f"localhost/stackwright/ovn:2026.1-{digest[:12]}"


def test_digest_does_not_depend_on_the_order_of_files():
    assert inputs_digest(dict(reversed(FILES.items()))) == inputs_digest(FILES)


@pytest.mark.parametrize(
    ("files", "parent"),
    [
        ({**FILES, "settings": "a=2\n"}, ""),
        ({**FILES, "more": ""}, ""),
        ({"Containerfile": FILES["Containerfile"]}, ""),
        ({"Containerfile": FILES["settings"], "settings": FILES["Containerfile"]}, ""),
        (FILES, "parent"),
    ],
)
def test_any_other_input_gives_another_digest(files, parent):
    assert inputs_digest(files, parent) != inputs_digest(FILES)


def test_text_that_moves_between_path_and_content_gives_another_digest():
    assert inputs_digest({"ab": "c"}) != inputs_digest({"a": "bc"})


def test_nothing_to_do_where_all_is_there():
    assert lines(["ovn", "guest"], {"ovn:1", "guest:1"}, {"/images/disk"}) == []


def test_parent_comes_first_and_once():
    assert lines(["ovn", "guest"]) == ["+ build base:1", "+ build ovn:1", "+ build guest:1", "+ extract /images/disk"]


def test_parent_that_is_there_is_not_built():
    assert lines(["ovn"], {"base:1"}) == ["+ build ovn:1"]


def test_parent_is_not_needed_where_nothing_is_built_from_it():
    assert lines(["ovn"], {"ovn:1"}) == []
    assert lines(["ovn"], sources={"ovn": "pull"}) == ["+ pull ovn:1"]
    assert lines(["ovn"], sources={"ovn": "load"}) == ["+ load ovn:1"]


def test_artifact_that_was_removed_comes_back_without_a_build():
    assert lines(["guest"], {"guest:1"}) == ["+ extract /images/disk"]
