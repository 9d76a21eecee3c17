# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Carrying out a plan: each change in the order of its needs, each new container proved before the old one goes."""

from __future__ import annotations

import os

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.model import Desired, Specification
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.order import run_in_order
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.plan import Change
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.files import Files, make_directories
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import EngineError, Podman
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.probe import ProbeError, wait_until_healthy
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.supervisor import Supervisor

WORKERS = 6
PREPARE_TIMEOUT = 300
PREPARE_PHASE = "prepare"


class ChangeError(Exception):
    """A change was not made; the message has the reason, what became of the container, and its last log lines."""


class Applier:
    """Makes the changes of one plan on this host."""

    def __init__(self, engine: Podman, supervisor: Supervisor, files: Files):
        """Use *engine*, *supervisor* and *files* of this host."""
        self.engine = engine
        self.supervisor = supervisor
        self.files = files

    def apply(self, changes: list[Change], desired: list[Desired]) -> dict[str, BaseException]:
        """Make *changes*; return the failures by container, after which nothing new was begun."""
        wanted = {item["specification"]["name"]: item for item in desired}
        for change in changes:
            if change.action == "remove":
                # In this order, since only a container that is still there is found by the next run.
                self.files.prune(change.container, None)
                self.supervisor.remove(change.container)
        steps = {change.container: change for change in changes if change.action != "remove"}
        needs = {name: wanted[name]["needs"] for name in steps}
        return run_in_order(needs, lambda name: self._make(steps[name], wanted[name]), WORKERS)

    def _make(self, change: Change, desired: Desired) -> None:
        specification = desired["specification"]
        self.files.mark_healthy(specification, False)
        make_directories(desired["directories"])
        directory = self.files.write(specification, desired["contents"])
        self._prepare(specification, directory)
        if change.action == "replace":
            self._replace(desired, directory)
        else:
            self._start(change, desired, directory)
        self.files.mark_healthy(specification, True)
        self.supervisor.forget(change.container)
        self.files.prune(change.container, specification)

    def _start(self, change: Change, desired: Desired, directory: str) -> None:
        """Create or restart what has no working predecessor."""
        try:
            if change.action == "create":
                self.supervisor.bring_up(desired, directory)
            else:
                self.supervisor.restart(change.container)
            self._prove(desired)
        except (EngineError, ProbeError) as error:
            message = self._explain(change.container, error, "it stays as it is for you to look at")
            raise ChangeError(message) from error

    def _replace(self, desired: Desired, directory: str) -> None:
        """Put the new container in the old one's place; put the old one back if the new one does not work."""
        name = desired["specification"]["name"]
        self.supervisor.set_aside(name)
        try:
            self.supervisor.bring_up(desired, directory)
            self._prove(desired)
        except (EngineError, ProbeError) as error:
            message = self._explain(name, error, "the old container was put back")
            self.supervisor.put_back(name)
            raise ChangeError(message) from error

    def _prove(self, desired: Desired) -> None:
        name = desired["specification"]["name"]
        wait_until_healthy(self.supervisor, name, desired["probe"])
        for command in desired["specification"]["setup"]:
            self.engine.execute(name, command)

    def _prepare(self, specification: Specification, directory: str) -> None:
        """Run the container's `prepare` command unless what it creates is there."""
        prepare = specification["prepare"]
        if not prepare or os.path.exists(_on_host(prepare["creates"], specification)):
            return
        name = f"{specification['name']}.{PREPARE_PHASE}"
        once: Specification = {**specification, "command": prepare["command"]}
        try:
            self.engine.run_once(name, once, PREPARE_PHASE, directory, PREPARE_TIMEOUT)
        except EngineError as error:
            raise ChangeError(f"its first preparation failed: {error}") from error

    def _explain(self, name: str, error: Exception, outcome: str) -> str:
        lines = self.supervisor.last_lines(name).replace("\n", "\n    ")
        return f"it does not work: {error}; {outcome}.\n  The last lines of its log:\n    {lines or '(empty)'}"


def _on_host(path: str, specification: Specification) -> str:
    """Return where *path*, inside the container, lies on the host through one of its volumes."""
    for volume in specification["volumes"]:
        target = volume["target"].rstrip("/")
        if path == target or path.startswith(target + "/"):
            return volume["source"] + path[len(target) :]
    raise ChangeError(f"its prepare.creates is {path}, which is on none of its volumes")
