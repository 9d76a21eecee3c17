# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import json
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.plan import chosen
from node_examples import SECRETS, document, node


def drive(**settings: Any) -> dict[str, Any]:
    """Return the config drive of a node with *settings*."""
    (wanted,) = chosen(document(node(**settings)), SECRETS, [])
    return wanted.config_drive()


def cloud_config(**settings: Any) -> Any:
    """Return what cloud-init reads as vendor data (its "OpenStack Metadata": the entry `cloud-init`)."""
    text = drive(**settings)["vendor_data"]["cloud-init"]
    kind, _newline, content = text.partition("\n")
    assert kind == "#cloud-config"
    return json.loads(content)


def test_host_is_told_its_name_and_keys():
    meta = drive(ssh_keys=["ssh-ed25519 AAAA"])["meta_data"]
    assert meta == {"hostname": "web", "name": "web", "public_keys": {"key-0": "ssh-ed25519 AAAA"}}


def test_host_is_told_nothing_that_the_document_leaves_out():
    assert set(drive()) == {"meta_data"}


def test_mirrors_take_the_place_of_the_images_own():
    mirrors = {"main": "http://192.0.2.5:3142/debian", "security": "http://192.0.2.5:3142/debian-security"}
    apt = cloud_config(package_mirrors=mirrors)["apt"]
    assert apt == {
        "preserve_sources_list": False,
        "primary": [{"arches": ["default"], "uri": mirrors["main"]}],
        "security": [{"arches": ["default"], "uri": mirrors["security"]}],
    }
    assert "security" not in cloud_config(package_mirrors={"main": mirrors["main"]})["apt"]


def test_time_servers_leave_user_data_to_its_owner():
    settings = {"time_servers": ["192.0.2.5"], "user_data": {"packages": ["vim"]}}
    assert cloud_config(**settings) == {"ntp": {"enabled": True, "servers": ["192.0.2.5"]}}
    assert json.loads(drive(**settings)["user_data"].partition("\n")[2]) == {"packages": ["vim"]}
