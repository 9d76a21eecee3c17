# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The definitions of the collection's own roles, read without templating."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.definition import faults
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.order import check_cycles

ROLES = Path(__file__).parents[5] / "roles"


def variables(role: str) -> dict:
    return yaml.safe_load((ROLES / role / "vars" / "main.yml").read_text())


DEFINITIONS = {
    path.parts[-3]: variables(path.parts[-3])[f"{path.parts[-3]}_definition"]
    for path in ROLES.glob("*/vars/main.yml")
    if f"{path.parts[-3]}_definition:" in path.read_text()
}


def items(kind: str) -> dict:
    return {name: item for definition in DEFINITIONS.values() for name, item in definition.get(kind, {}).items()}


@pytest.mark.parametrize("service", sorted(DEFINITIONS))
def test_definition_has_no_fault(service):
    assert faults(service, DEFINITIONS[service]) == []


@pytest.mark.parametrize("kind", ["containers", "jobs"])
def test_needs_are_known_and_go_in_no_circle(kind):
    needs = {name: item.get("needs", []) for name, item in items(kind).items()}
    assert {need for needed in needs.values() for need in needed} <= set(needs)
    check_cycles(needs)


def test_company_of_containers_is_known():
    company = {service for item in items("containers").values() for service in item.get("with", [])}
    assert company <= set(DEFINITIONS)


def test_no_name_is_used_twice():
    names = [
        name
        for definition in DEFINITIONS.values()
        for kind in ("containers", "jobs")
        for name in definition.get(kind, {})
    ]
    assert len(names) == len(set(names))


def test_users_are_known():
    users = {"root", *variables("images")["images_users"]}
    assert {item["user"] for kind in ("containers", "jobs") for item in items(kind).values()} <= users


def test_image_families_are_known():
    known = {path.parent.name for path in (ROLES / "images" / "files").glob("*/Containerfile")}
    assert {item["image"] for kind in ("containers", "jobs") for item in items(kind).values()} <= known


def test_needs_are_of_the_same_or_an_earlier_phase():
    order = ["infrastructure", "identity", "services"]
    phases = {name: order.index(item["phase"]) for name, item in items("containers").items()}
    late = [
        (name, need)
        for name, item in items("containers").items()
        for need in item.get("needs", [])
        if phases[need] > phases[name]
    ]
    assert late == []
