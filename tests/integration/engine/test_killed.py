# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A converge that is killed before each step that changes something, and what the next one makes of it."""

from __future__ import annotations

import os
import re
from typing import Any

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import Podman
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.systemd import Systemd

from .conftest import Host, inspect, podman

CONF = "/etc/demo.conf"
# What changes something, in its order: setting aside, making, and proving.
if os.path.isdir("/run/systemd/system"):
    ASIDE, MAKE, PROVE = ["stop"], ["daemon-reload", "restart"], ["show .*NRestarts", "exec"]
else:
    ASIDE, MAKE, PROVE = ["stop", "rename"], ["create", "start"], ["inspect", "exec", "rm .*previous"]


class Killed(BaseException):
    """Stands for SIGKILL: nothing that is meant for errors catches it."""


def kill_before(patch: pytest.MonkeyPatch, step: str) -> None:
    """End everything before the first command of podman or systemctl that matches *step*."""
    run, control = Podman.run, Systemd._control

    def refuse(arguments: tuple[str, ...]) -> None:
        if re.match(step, " ".join(arguments)):
            raise Killed

    def limited_run(self: Podman, *arguments: str, **options: Any) -> str:
        refuse(arguments)
        return run(self, *arguments, **options)

    def limited_control(*arguments: str) -> str:
        refuse(arguments)
        return control(*arguments)

    patch.setattr(Podman, "run", limited_run)
    patch.setattr(Systemd, "_control", staticmethod(limited_control))


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


@pytest.mark.parametrize("step", [*MAKE, *PROVE])
def test_killed_creation_is_finished(host: Host, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    wanted = demo(host, "new\n")
    assert interrupted(host, monkeypatch, wanted, step)
    assert "failed" not in host.converge(wanted)
    assert_done(host, wanted, "new\n")


@pytest.mark.parametrize("step", [*ASIDE, *MAKE, *PROVE])
def test_killed_replacement_is_finished(host: Host, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    host.converge(demo(host, "old\n"))
    wanted = demo(host, "new\n")
    assert interrupted(host, monkeypatch, wanted, step)
    assert "failed" not in host.converge(wanted)
    assert_done(host, wanted, "new\n")


@pytest.mark.parametrize("step", [*ASIDE, *MAKE, *PROVE])
def test_killed_replacement_can_be_taken_back(host: Host, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    old = demo(host, "old\n")
    host.converge(old)
    assert interrupted(host, monkeypatch, demo(host, "new\n"), step)
    assert "failed" not in host.converge(old)
    assert_done(host, old, "old\n")


@pytest.mark.parametrize("step", [*ASIDE[1:], *MAKE, *PROVE[:2]])
def test_killed_replacement_that_then_fails_puts_the_old_one_back(
    host: Host, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    old = demo(host, "old\n")
    host.converge(old)
    broken = demo(host, "new\n", probe={"exec": ["false"], "timeout": 1})
    assert interrupted(host, monkeypatch, broken, step)
    assert "the old container was put back" in host.converge(broken)["msg"]
    assert_done(host, old, "old\n")
