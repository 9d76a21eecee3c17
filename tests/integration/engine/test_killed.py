# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A converge that is killed before each step that changes something, and what the next one makes of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import Podman

from .conftest import Host, inspect, podman

CONF = "/etc/demo.conf"
# The last is the removal of the predecessor.
PROOF = ["start", "inspect", "exec", "rm .*previous"]


class Killed(BaseException):
    """Stands for SIGKILL: nothing that is meant for errors catches it."""


def kill_before(patch: pytest.MonkeyPatch, step: str) -> None:
    """End everything before the first command of podman that matches *step*."""
    run = Podman.run

    def limited(self: Podman, *arguments: str, **options: Any) -> str:
        if re.match(step, " ".join(arguments)):
            raise Killed
        return run(self, *arguments, **options)

    patch.setattr(Podman, "run", limited)


def demo(host: Host, text: str, **definition: Any) -> dict[str, Any]:
    return host.container("swtest-demo", files={CONF: {"content": text}}, **definition)


def interrupted(host: Host, patch: pytest.MonkeyPatch, wanted: dict[str, Any], step: str) -> bool:
    """Converge to *wanted*, killed before *step*; tell whether it got that far."""
    with patch.context() as killing:
        kill_before(killing, step)
        try:
            # What is raised in a thread comes back as a failure, with no handler of errors having run.
            return bool(host.converge(wanted).get("failed"))
        except Killed:
            return True


def assert_done(host: Host, wanted: dict[str, Any], text: str) -> None:
    assert host.names() == {"swtest-demo"}
    assert inspect("swtest-demo")["State"]["Running"]
    assert podman("exec", "swtest-demo", "cat", CONF) == text
    assert not host.converge(wanted)["changed"]


@pytest.mark.parametrize("step", ["create", *PROOF])
def test_killed_creation_is_finished(host: Host, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    wanted = demo(host, "new\n")
    assert interrupted(host, monkeypatch, wanted, step)
    assert "failed" not in host.converge(wanted)
    assert_done(host, wanted, "new\n")


@pytest.mark.parametrize("step", ["stop", "rename", "create", *PROOF])
def test_killed_replacement_is_finished(host: Host, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    host.converge(demo(host, "old\n"))
    wanted = demo(host, "new\n")
    assert interrupted(host, monkeypatch, wanted, step)
    assert "failed" not in host.converge(wanted)
    assert_done(host, wanted, "new\n")


@pytest.mark.parametrize("step", ["stop", "rename", "create", *PROOF])
def test_killed_replacement_can_be_taken_back(host: Host, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    old = demo(host, "old\n")
    host.converge(old)
    assert interrupted(host, monkeypatch, demo(host, "new\n"), step)
    assert "failed" not in host.converge(old)
    assert_done(host, old, "old\n")


@pytest.mark.parametrize("step", ["rename", "create", *PROOF[:-1]])
def test_killed_replacement_that_then_fails_puts_the_old_one_back(
    host: Host, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    old = demo(host, "old\n")
    host.converge(old)
    broken = demo(host, "new\n", setup=[["false"]])
    assert interrupted(host, monkeypatch, broken, step)
    assert "the old container was put back" in host.converge(broken)["msg"]
    assert_done(host, old, "old\n")
