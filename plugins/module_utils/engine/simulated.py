# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Simulated hosts on this machine: found by their label, made and removed by podman."""

from __future__ import annotations

import glob
import json
import os
import subprocess
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
MOUNTS = "/proc/self/mounts"


class Lab:
    """The simulated hosts of one lab."""

    def __init__(self, name: str):
        """Use what is labelled with *name*."""
        self.name = name
        self.podman = Podman("")

    def changes(self, options: dict[str, Any]) -> list[Change]:
        """Return what leads to the lab that *options*, those of module `simulated_hosts`, describe."""
        absent = options["state"] == "absent"
        if absent and not self.podman.installed:
            return []
        found = self._found()
        stored = self._stored() if ("volume", store_name(self.name)) in found else set()
        steps = plan(wanted(self.name, options), found)
        images = [] if absent else options["images"]
        # Hosts find the images when they start.
        hosts = [step for step in steps if step.kind == "container" and step.action != "remove"]
        return [*(step for step in steps if step not in hosts), *shared(images, stored), *hosts]

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
        self._stop_reflection()

    def _stop_reflection(self) -> None:
        """Have no bridge send a host's frames back to it, as CNI's do: a switch on it would mislearn from them."""
        for network in self._listed("network", "ls"):
            for port in glob.glob(f"/sys/class/net/{network['network_interface']}/brif/*/hairpin_mode"):
                with open(port, "w", encoding="ascii") as file:
                    file.write("0")

    def _remove(self, change: Change) -> None:
        if change.kind == "volume":
            # A mount below it would keep its directory, and with it all images, while podman forgets the volume.
            for mount in reversed(_mounts_below(self._path(change.name))):
                subprocess.run(["umount", mount], check=False, capture_output=True)
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

    def _path(self, volume: str) -> str:
        """Return the directory of *volume*."""
        return self.podman.run("volume", "inspect", "--format={{.Mountpoint}}", volume).strip()

    def _stored(self) -> set[str]:
        """Return the names of the images that the hosts share, as containers-storage(1) has them written down."""
        store = self._path(store_name(self.name))
        try:
            with open(os.path.join(store, f"{DRIVER}-images", "images.json"), encoding="utf-8") as file:
                return {name for image in json.load(file) for name in image.get("names", [])}
        except FileNotFoundError:
            return set()

    def _share(self, image: str) -> None:
        """Copy *image* to where all hosts see it, layers that are there already excepted."""
        store = self._path(store_name(self.name))
        # Else podman mounts the store on itself, and leaves it so: containers-storage.conf(5).
        options = f"{DRIVER}.skip_mount_home=true"
        with tempfile.TemporaryDirectory() as scratch:
            place = f"containers-storage:[{DRIVER}@{store}+{scratch}:{options}]{image}"
            self.podman.run("push", "--quiet", image, place, timeout=TIMEOUT)


def _labels(listed: dict[str, Any]) -> dict[str, str]:
    return listed.get("Labels") or listed.get("labels") or {}


def _mounts_below(directory: str) -> list[str]:
    """Return the mount points below *directory*, in the order in which they were mounted."""
    with open(MOUNTS, encoding="utf-8") as file:
        targets = [line.split()[1] for line in file]
    return [target for target in targets if target.startswith(directory + "/")]
