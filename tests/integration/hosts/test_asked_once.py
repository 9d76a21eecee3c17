# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Steps that find their work done in a host's facts; a host without a Python shows whether it is asked."""

from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.plugin_utils.image_inputs import references

RELEASE = "2026.1"
IMAGES = references(RELEASE)
FACTS = {
    "image_files": [],
    "virtualization": {"answer": "kvm", "reason": "a guest booted", "image": IMAGES["libvirt"]},
}


@pytest.fixture
def passes(controller):
    """Tell whether a task passes on a host that can only be known by its facts."""

    def run(module: str, *options: str, images: tuple[str, ...] = ("ovn",), **arguments) -> bool:
        facts = {**FACTS, "images": [IMAGES[family] for family in images]}
        known = {"ansible.builtin.set_fact": {"stackwright_host": facts, "cacheable": True}}
        asked = {f"stackwright.cloud.{module}": arguments}
        return controller.play("--extra-vars", "ansible_python_interpreter=/no/python", *options, tasks=[known, asked])

    return run


def test_images_that_are_there_are_not_asked_for(passes, controller):
    assert passes("images", families=["ovn"])
    assert not controller.changed
    assert not passes("images", families=["ovn", "mariadb"])
    assert not passes("images", families=["ovn"], push="127.0.0.1:4000/stackwright")


def test_a_file_that_an_image_carries_must_be_there_too(passes):
    assert not passes("images", images=("guest",), families=["guest"])


def test_kvm_is_tried_once_for_an_image(passes, controller):
    assert passes("virtualization", "-v", image=IMAGES["libvirt"])
    assert '"stackwright_probed_virtualization": "kvm"' in controller.output
    assert not controller.changed
    assert not passes("virtualization", image="localhost/stackwright/libvirt:of-another-release")
