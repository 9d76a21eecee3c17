# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Containers that systemd keeps running: a unit for each, made by quadlet where podman has it."""

from __future__ import annotations

import glob
import json
import os
import subprocess
import threading

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.model import Data, Desired, Found
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import EngineError, Podman
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman_arguments import (
    LABEL_CLOUD,
    LABEL_PHASE,
    LABEL_SPECIFICATION,
    labels_of,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.restart_policy import ASIDE
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.units import PREFIX, quadlet, service, unit_name

LINES = 15


class Systemd:
    """The supervisor of hosts whose first process is systemd."""

    def __init__(self, engine: Podman, has_quadlet: bool):
        """Supervise the containers of *engine*, with `.container` units if *has_quadlet*."""
        self.engine = engine
        self.has_quadlet = has_quadlet
        self.directory = "/etc/containers/systemd" if has_quadlet else "/etc/systemd/system"
        self.suffix = ".container" if has_quadlet else ".service"
        self._reloading = threading.Lock()

    def containers(self, phases: list[str] | None) -> dict[str, Found]:
        """Return the cloud's containers; one that was set aside, or has but its unit, counts as not running."""
        running = self.engine.containers(phases)
        return {**self._units(self.suffix, phases), **running, **self._units(self.suffix + ASIDE, phases)}

    def _units(self, suffix: str, phases: list[str] | None) -> dict[str, Found]:
        """Return the cloud's containers of *phases* by their units, whose files end in *suffix*."""
        found: dict[str, Found] = {}
        for path in glob.glob(os.path.join(self.directory, f"{PREFIX}*{suffix}")):
            labels = _labels(path)
            if labels.get(LABEL_CLOUD) == self.engine.cloud and (phases is None or labels[LABEL_PHASE] in phases):
                specification = json.loads(labels[LABEL_SPECIFICATION])
                found[specification["name"]] = {
                    "name": specification["name"],
                    "phase": labels[LABEL_PHASE],
                    "specification": specification,
                    "state": "not running",
                    "running": False,
                }
        return found

    def bring_up(self, desired: Desired, files_directory: str) -> None:
        """Write the unit of *desired* and start it."""
        name = desired["specification"]["name"]
        labels = labels_of(self.engine.cloud, desired["specification"])
        with open(os.path.join(files_directory, ".labels"), "w", encoding="utf-8") as file:
            file.writelines(f"{key}={value}\n" for key, value in labels.items())
        marks = "".join(f"# {key}={value}\n" for key, value in labels.items())
        unit = quadlet if self.has_quadlet else service
        os.makedirs(self.directory, exist_ok=True)
        with open(self._path(name) + ".new", "w", encoding="utf-8") as file:
            file.write(marks + unit(desired, files_directory))
        os.replace(self._path(name) + ".new", self._path(name))
        self._start(name)

    def set_aside(self, name: str) -> None:
        """Stop the unit of container *name* and keep its file; after a killed run it may be aside already."""
        self.stop(name)
        if os.path.exists(self._path(name)) and not self._is_aside(name):
            os.replace(self._path(name), self._path(name) + ASIDE)

    def put_back(self, name: str) -> None:
        """Undo set_aside, over whatever stands in the place of container *name*."""
        self.stop(name)
        os.replace(self._path(name) + ASIDE, self._path(name))
        self._start(name)

    def forget(self, name: str) -> None:
        """Drop what was set aside for container *name*."""
        if self._is_aside(name):
            os.unlink(self._path(name) + ASIDE)

    def restart(self, name: str) -> None:
        """Start the unit of container *name* anew, or the one that a killed run has left set aside for it."""
        if self._is_aside(name):
            self.put_back(name)
        else:
            self._start(name)

    def stop(self, name: str) -> None:
        """Stop the unit of container *name*, if systemd has it, until the next start or boot."""
        if self._control("show", "--property=LoadState", "--value", unit_name(name)).strip() == "loaded":
            self._control("stop", unit_name(name))

    def remove(self, name: str) -> None:
        """Stop and remove the unit of container *name*, and the container."""
        self.stop(name)
        self.forget(name)
        if os.path.exists(self._path(name)):
            if not self.has_quadlet:
                self._control("disable", unit_name(name))
            os.unlink(self._path(name))
        self._reload()
        self.engine.remove(name)

    def state(self, name: str) -> Data:
        """Return the state of container *name* as podman has it, with the number of times that systemd restarted it."""
        restarts = self._control("show", "--property=NRestarts", "--value", unit_name(name))
        return {**self.engine.state(name), "RestartCount": int(restarts)}

    def last_lines(self, name: str) -> str:
        """Return the last lines of the log of container *name*, of its last whole life while it keeps dying."""
        command = ["journalctl", f"CONTAINER_NAME={name}", "--lines=200", "--output=json", "--no-pager"]
        journal = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        entries = [json.loads(line) for line in journal.splitlines()]
        lives = list(dict.fromkeys(entry["CONTAINER_ID"] for entry in entries))
        state = self.state(name)
        dying = state["Running"] and state["RestartCount"] > 1
        shown = lives[-2:-1] if dying and len(lives) > 1 else lives[-1:]
        lines = [_message(entry) for entry in entries if entry["CONTAINER_ID"] in shown]
        return "\n".join([line for line in lines if line][-LINES:])

    def _path(self, name: str) -> str:
        return os.path.join(self.directory, f"{PREFIX}{name}{self.suffix}")

    def _is_aside(self, name: str) -> bool:
        return os.path.exists(self._path(name) + ASIDE)

    def _start(self, name: str) -> None:
        self._reload()
        if not self.has_quadlet:
            self._control("enable", unit_name(name))
        self._control("restart", unit_name(name))

    def _reload(self) -> None:
        with self._reloading:
            self._control("daemon-reload")

    @staticmethod
    def _control(*arguments: str) -> str:
        completed = subprocess.run(
            ["systemctl", *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
        )
        if completed.returncode != 0:
            raise EngineError(f"systemctl {' '.join(arguments)}: {completed.stderr.strip()}")
        return completed.stdout


def _labels(path: str) -> dict[str, str]:
    """Return the labels of a container, which stand as comments in its unit at *path*."""
    with open(path, encoding="utf-8") as lines:
        marks = [line[2:].strip().partition("=") for line in lines if line.startswith("# ")]
    return {key: value for key, _separator, value in marks}


def _message(entry: Data) -> str:
    """Return the text of a journal's *entry*; one that is not UTF-8 comes as numbers (systemd.journal-fields(7))."""
    message = entry.get("MESSAGE") or ""
    text = message if isinstance(message, str) else bytes(message).decode(errors="replace")
    return text.rstrip("\n")
