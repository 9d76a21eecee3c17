# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import json

from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman_arguments import (
    create_arguments,
    labels_of,
    option_arguments,
)

SPECIFICATION = {
    "name": "demo",
    "service": "demo",
    "phase": "services",
    "image": "demo:1",
    "command": ["serve", "--port", "80"],
    "user": "42:42",
    "groups": [7],
    "environment": {"A": "b c"},
    "files": [{"target": "/etc/demo.conf", "sha256": "", "mode": "0640", "gid": 42, "hidden": False}],
    "volumes": [
        {"source": "/var/lib/demo", "target": "/data", "options": []},
        {"source": "/run/netns", "target": "/run/netns", "options": ["ro", "rshared"]},
    ],
    "privileged": False,
    "capabilities": ["NET_ADMIN"],
    "devices": ["/dev/net/tun"],
    "tmpfs": ["/run/demo"],
    "limits": {"nofile": "1024:2048"},
    "namespaces": {"pid": "host", "cgroup": "host"},
    "stop_timeout": 30,
    "prepare": None,
    "setup": [],
}


def test_all_that_a_specification_says_is_asked_of_podman():
    assert option_arguments(SPECIFICATION, "/files") == [
        "--network=host",
        "--pull=never",
        "--entrypoint=",
        "--user=42:42",
        "--stop-timeout=30",
        "--group-add=7",
        "--cap-drop=all",
        "--security-opt=no-new-privileges",
        "--cap-add=NET_ADMIN",
        "--env=A=b c",
        "--pid=host",
        "--cgroupns=host",
        "--device=/dev/net/tun",
        "--tmpfs=/run/demo:mode=1777,notmpcopyup",
        "--ulimit=nofile=1024:2048",
        "--volume=/var/lib/demo:/data",
        "--volume=/run/netns:/run/netns:ro,rshared",
        "--volume=/files/etc/demo.conf:/etc/demo.conf:ro",
    ]


def test_image_and_command_come_last():
    assert create_arguments(SPECIFICATION, "/files")[-4:] == ["demo:1", "serve", "--port", "80"]


def test_privileged_container_keeps_all_capabilities():
    options = option_arguments({**SPECIFICATION, "privileged": True}, "/files")
    assert "--privileged" in options
    assert not any(option.startswith(("--cap-", "--security-opt")) for option in options)


def test_labels_tell_everything():
    labels = labels_of("aio", SPECIFICATION)
    assert (labels["stackwright.cloud"], labels["stackwright.phase"]) == ("aio", "services")
    assert json.loads(labels["stackwright.specification"]) == SPECIFICATION
