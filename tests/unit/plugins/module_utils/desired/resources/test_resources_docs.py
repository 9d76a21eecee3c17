# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The page and the schema of the document are what the kinds say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import KINDS
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.schema import json_schema

REPOSITORY = Path(__file__).resolve().parents[6]
VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def test_page_and_schema_are_current():
    done = subprocess.run([sys.executable, REPOSITORY / "docs/generate_resources.py", "--check"], check=False)
    assert done.returncode == 0


def test_schema_has_every_kind_and_its_needs():
    properties = json_schema()["properties"]
    assert set(properties) == {"name", *KINDS}
    assert properties["subnets"]["items"]["required"] == ["name", "network"]


@pytest.mark.parametrize("name", KINDS)
def test_schema_takes_every_example(name):
    VALIDATOR.validate({name: [dict(KINDS[name].example)]})


@pytest.mark.parametrize("mtu", [1400, "{{ mtu }}", None])
def test_schema_takes_numbers_templates_and_nothing(mtu):
    VALIDATOR.validate({"networks": [{"name": "a", "mtu": mtu}]})


@pytest.mark.parametrize("entry", [{"name": "a", "mtu": "big"}, {"name": "a", "mtv": 1}, {"mtu": 1}, {"name": 5}])
def test_schema_refuses(entry):
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate({"networks": [entry]})
