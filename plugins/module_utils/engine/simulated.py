# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Simulated hosts on this machine: found by their label, made and removed by podman."""

from __future__ import annotations

import json
import os
import tempfile
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.simulated import (
    Change,
    Found,
    Item,
    plan,
    shared,
    store_name,
    wanted,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import Podman

LABEL = "stackwright.lab"
LABEL_DIGEST = "stackwright.lab.digest"
TIMEOUT = 600
# The storage driver of the image's storage.conf(5).
DRIVER = "overlay"


class Lab:
    """The simulated hosts of one lab."""

    def __init__(self, name: str):
        """Use what is labelled with *name*."""
        self.name = name
        self.podman = Podman("")

    def changes(self, options: dict[str, Any]) -> list[Change]:
        """Return what leads to the lab that *options*, those of module `simulated_hosts`, describe."""
        if options["state"] == "absent" and not self.podman.installed:
            return []
        found = self._found()
        stored = self._stored() if ("volume", store_name(self.name)) in found else set()
        steps = plan(wanted(self.name, options), found)
        # Hosts find the images when they start.
        hosts = [step for step in steps if step.kind == "container" and step.action != "remove"]
        return [*(step for step in steps if step not in hosts), *shared(options["images"], stored), *hosts]

    def carry_out(self, changes: list[Change], options: dict[str, Any]) -> None:
        """Make *changes*, in their order; raise EngineError at the first that fails."""
        items = {(item.kind, item.name): item for item in wanted(self.name, options)}
        for change in changes:
            if change.action == "create":
                self._create(items[change.kind, change.name])
            elif change.action == "share":
                self._share(change.name)
            elif change.action == "start":
                self.podman.start(change.name)
            else:
                self._remove(change)

    def _remove(self, change: Change) -> None:
        options = ["--time=0", "--volumes"] if change.kind == "container" else []
        self.podman.run(change.kind, "rm", "--force", *options, change.name, timeout=TIMEOUT)

    def _create(self, item: Item) -> None:
        labels = [f"--label={LABEL}={self.name}", f"--label={LABEL_DIGEST}={item.digest}"]
        if item.kind == "container":
            self.podman.run("run", "--detach", f"--name={item.name}", *labels, *item.arguments, timeout=TIMEOUT)
        else:
            self.podman.run(item.kind, "create", *labels, *item.arguments, item.name)

    def _found(self) -> dict[tuple[str, str], Found]:
        """Return what is there of the lab, by kind and name."""
        containers = {("container", item["Names"][0]): item for item in self._listed("ps", "--all")}
        volumes = {("volume", item["Name"]): item for item in self._listed("volume", "ls")}
        networks = {("network", item["name"]): item for item in self._listed("network", "ls")}
        return {
            key: Found(_labels(item).get(LABEL_DIGEST, ""), item.get("State", "running") == "running")
            for key, item in {**networks, **volumes, **containers}.items()
        }

    def _listed(self, *command: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(
            self.podman.run(*command, f"--filter=label={LABEL}={self.name}", "--format=json") or "[]"
        )
        return found

    def _store(self) -> str:
        """Return the directory of the images that the hosts share."""
        return self.podman.run("volume", "inspect", "--format={{.Mountpoint}}", store_name(self.name)).strip()

    def _stored(self) -> set[str]:
        """Return the names of the images that the hosts share, as containers-storage(1) has them written down."""
        try:
            with open(os.path.join(self._store(), f"{DRIVER}-images", "images.json"), encoding="utf-8") as file:
                return {name for image in json.load(file) for name in image.get("names", [])}
        except FileNotFoundError:
            return set()

    def _share(self, image: str) -> None:
        """Copy *image* to where all hosts see it, layers that are there already excepted."""
        with tempfile.TemporaryDirectory() as scratch:
            place = f"containers-storage:[{DRIVER}@{self._store()}+{scratch}]{image}"
            self.podman.run("push", "--quiet", image, place, timeout=TIMEOUT)


def _labels(listed: dict[str, Any]) -> dict[str, str]:
    return listed.get("Labels") or listed.get("labels") or {}
