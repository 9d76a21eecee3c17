# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Carrying out a plan: each change in the order of its needs, each new container proved before the old one goes."""

from __future__ import annotations

import os

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.order import run_in_order
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.plan import Change
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.files import Files, make_directories
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import EngineError, Podman
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.probe import ProbeFailed, wait_until_healthy

WORKERS = 6
PREPARE_TIMEOUT = 300


class ChangeFailed(Exception):
    """A change was not made; the message has the container, the reason, what became of it, and its last log lines."""


class Applier:
    """Makes the changes of one plan on this host."""

    def __init__(self, engine: Podman, supervisor, files: Files):
        """Use *engine*, *supervisor* and *files* of this host."""
        self.engine = engine
        self.supervisor = supervisor
        self.files = files

    def apply(self, changes: list[Change], desired: list[dict]) -> dict[str, Exception]:
        """Make *changes*; return the failures by container, after which nothing new was begun."""
        wanted = {item["specification"]["name"]: item for item in desired}
        for change in changes:
            if change.action == "remove":
                self.supervisor.remove(change.container)
                self.files.prune(change.container, None)
        steps = {change.container: change for change in changes if change.action != "remove"}
        needs = {name: wanted[name]["needs"] for name in steps}
        return run_in_order(needs, lambda name: self._make(steps[name], wanted[name]), WORKERS)

    def _make(self, change: Change, desired: dict) -> None:
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

    def _start(self, change: Change, desired: dict, directory: str) -> None:
        """Create or restart what has no working predecessor."""
        try:
            if change.action == "create":
                self.supervisor.bring_up(desired, directory)
            else:
                self.supervisor.restart(change.container)
            self._prove(desired)
        except (EngineError, ProbeFailed) as error:
            raise ChangeFailed(self._explain(change, error, "it stays as it is for you to look at")) from error

    def _replace(self, desired: dict, directory: str) -> None:
        """Put the new container in the old one's place; put the old one back if the new one does not work."""
        name = desired["specification"]["name"]
        self.supervisor.set_aside(name)
        try:
            self.supervisor.bring_up(desired, directory)
            self._prove(desired)
        except (EngineError, ProbeFailed) as error:
            message = self._explain(Change("replace", name, ""), error, "the old container was put back and runs")
            self.supervisor.put_back(name)
            raise ChangeFailed(message) from error

    def _prove(self, desired: dict) -> None:
        name = desired["specification"]["name"]
        wait_until_healthy(self.engine, name, desired["probe"])
        for command in desired["specification"]["setup"]:
            self.engine.execute(name, command)

    def _prepare(self, specification: dict, directory: str) -> None:
        """Run the container's `prepare` command unless what it creates is there."""
        prepare = specification["prepare"]
        if not prepare or os.path.exists(_on_host(prepare["creates"], specification)):
            return
        once = {**specification, "command": prepare["command"]}
        try:
            self.engine.run_once(f"{specification['name']}.prepare", once, {}, directory, PREPARE_TIMEOUT)
        except EngineError as error:
            raise ChangeFailed(f"{specification['name']}: its first preparation failed: {error}") from error

    def _explain(self, change: Change, error: Exception, outcome: str) -> str:
        lines = self.supervisor.last_lines(change.container).replace("\n", "\n    ")
        return (
            f"{change.container} could not be made to work ({change.action}): {error}; {outcome}.\n"
            f"  The last lines of its log:\n    {lines or '(empty)'}"
        )


def _on_host(path: str, specification: dict) -> str:
    """Return where *path*, inside the container, lies on the host through one of its volumes."""
    for volume in specification["volumes"]:
        target = volume["target"].rstrip("/")
        if path == target or path.startswith(target + "/"):
            return volume["source"] + path[len(target) :]
    raise ChangeFailed(f"{specification['name']}: prepare.creates is {path}, which is on none of its volumes")
