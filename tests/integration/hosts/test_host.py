# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The host module on this machine's kernel, below copies of the directories that it changes."""

from __future__ import annotations

import subprocess

OPTIONS = {
    "bridge": {"name": "swtest0", "address": "10.224.99.11/24"},
    "sysctls": {"net.ipv4.ip_nonlocal_bind": 1, "net.ipv4.nothing_like_it": 1},
}


def inside(isolated, *command):
    done = subprocess.run([*isolated.enter, *command], capture_output=True, text=True, check=False)
    return done.stdout


def state(isolated):
    """Return all that the module may change."""
    return [
        inside(isolated, "sysctl", "-n", "net.ipv4.ip_nonlocal_bind"),
        inside(isolated, "ip", "-oneline", "address", "show"),
        inside(
            isolated, "find", "/etc/containers/containers.conf.d", "/etc/sysctl.d", "/var/lib/stackwright", "-type", "f"
        ),
    ]


def test_a_host_is_prepared_once_and_put_back(isolated):
    before = state(isolated)
    planned = isolated("host", **OPTIONS, check=True)
    assert state(isolated) == before

    made = isolated("host", **OPTIONS)
    assert made["changed"]
    assert made["changes"] == planned["changes"]
    assert "sysctl net.ipv4.ip_nonlocal_bind: 0 -> 1" in made["plan"]
    assert "10.224.99.11/24" in inside(isolated, "ip", "address", "show", "swtest0")
    assert inside(isolated, "sysctl", "-n", "net.ipv4.ip_nonlocal_bind") == "1\n"
    assert "nothing_like_it" not in inside(isolated, "cat", "/etc/sysctl.d/90-stackwright.conf")

    assert not isolated("host", **OPTIONS)["changed"]
    assert isolated("host", state="absent")["changed"]
    assert state(isolated) == before
    assert not isolated("host", state="absent")["changed"]


def test_a_run_that_was_killed_is_finished_or_taken_back(isolated):
    before = state(isolated)
    isolated("host", **OPTIONS)
    inside(isolated, "ip", "link", "delete", "swtest0")
    inside(isolated, "rm", "/etc/sysctl.d/90-stackwright.conf")
    finished = isolated("host", **OPTIONS)["plan"]
    assert [line.split(":")[0] for line in finished] == [
        "file /etc/sysctl.d/90-stackwright.conf",
        "bridge swtest0",
        "address swtest0",
    ]
    isolated("host", state="absent")
    assert state(isolated) == before


def test_what_somebody_else_made_is_not_touched(isolated):
    inside(isolated, "ip", "link", "add", "swtest0", "type", "bridge")
    before = state(isolated)
    refused = isolated("host", **OPTIONS)
    assert refused["failed"]
    assert "choose another name" in refused["msg"]
    assert state(isolated) == before
