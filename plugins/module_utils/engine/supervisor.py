# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Who keeps containers running: podman's restart policy, or systemd where it is PID 1.

Both keep the old container aside while a new one proves itself, so that it can be put back.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.container import encoded
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import EngineError, Podman
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman_arguments import (
    LABEL_CLOUD,
    LABEL_PHASE,
    LABEL_SPECIFICATION,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.units import PREFIX, quadlet, service, unit_name

ASIDE = ".previous"
QUADLET_GENERATORS = ("/usr/lib/systemd/system-generators/podman-system-generator",)


def supervisor_for(engine: Podman):
    """Return the supervisor that suits this host."""
    if not os.path.isdir("/run/systemd/system"):
        return RestartPolicy(engine)
    return Systemd(engine, has_quadlet=any(map(os.path.exists, QUADLET_GENERATORS)))


def labels_of(engine: Podman, specification: dict) -> dict[str, str]:
    """Return the labels by which the engine finds a container of *specification* again."""
    return {
        LABEL_CLOUD: engine.cloud,
        LABEL_PHASE: specification["phase"],
        LABEL_SPECIFICATION: encoded(specification),
    }


class RestartPolicy:
    """Podman itself restarts what ends."""

    def __init__(self, engine: Podman):
        """Supervise the containers of *engine*."""
        self.engine = engine

    def containers(self, phases: list[str] | None) -> dict[str, dict]:
        """Return the cloud's containers; one that was set aside stands for the unfinished one of its name."""
        found = self.engine.containers(phases)
        aside = {name[: -len(ASIDE)]: found.pop(name) for name in list(found) if name.endswith(ASIDE)}
        return {**found, **aside}

    def bring_up(self, desired: dict, files_directory: str) -> None:
        """Create and start the container of *desired*."""
        specification = desired["specification"]
        name = specification["name"]
        self.engine.remove(name)
        labels = labels_of(self.engine, specification)
        self.engine.create(name, specification, labels, files_directory, restart="always")
        self.engine.start(name)

    def set_aside(self, name: str) -> None:
        """Stop container *name* and keep it to be put back; after a killed run it may be aside already."""
        if name + ASIDE not in self.engine.containers():
            self.engine.stop(name)
            self.engine.rename(name, name + ASIDE)

    def put_back(self, name: str) -> None:
        """Undo set_aside, over whatever stands in the place of container *name*."""
        self.engine.remove(name)
        self.engine.rename(name + ASIDE, name)
        self.engine.start(name)

    def forget(self, name: str) -> None:
        """Drop what was set aside for container *name*."""
        self.engine.remove(name + ASIDE)

    def restart(self, name: str) -> None:
        """Stop container *name* if it runs, and start it."""
        self.engine.stop(name)
        self.engine.start(name)

    def stop(self, name: str) -> None:
        """Stop container *name* until the next start."""
        self.engine.stop(name)

    def remove(self, name: str) -> None:
        """Stop container *name* in its own time and remove it, with what was set aside for it."""
        for container in {name, name + ASIDE} & set(self.engine.containers()):
            self.engine.stop(container)
            self.engine.remove(container)

    def last_lines(self, name: str) -> str:
        """Return the last lines of the log of container *name*."""
        return self.engine.last_lines(name)


class Systemd:
    """A unit for each container, made by quadlet where podman has it."""

    def __init__(self, engine: Podman, has_quadlet: bool):
        """Supervise the containers of *engine*, with `.container` units if *has_quadlet*."""
        self.engine = engine
        self.has_quadlet = has_quadlet
        self.directory = "/etc/containers/systemd" if has_quadlet else "/etc/systemd/system"
        self.suffix = ".container" if has_quadlet else ".service"
        self._reloading = threading.Lock()

    def containers(self, phases: list[str] | None) -> dict[str, dict]:
        """Return the cloud's containers, with those that have a unit but do not exist at the moment."""
        found = self.engine.containers(phases)
        entries = os.listdir(self.directory) if os.path.isdir(self.directory) else []
        for entry in entries:
            name = entry[len(PREFIX) : -len(self.suffix)]
            if entry.startswith(PREFIX) and entry.endswith(self.suffix) and name not in found:
                labels = self._labels(os.path.join(self.directory, entry))
                if labels.get(LABEL_CLOUD) == self.engine.cloud and (not phases or labels.get(LABEL_PHASE) in phases):
                    found[name] = {
                        "name": name,
                        "specification": json.loads(labels[LABEL_SPECIFICATION]),
                        "state": "not running",
                        "running": False,
                    }
        return found

    @staticmethod
    def _labels(unit: str) -> dict[str, str]:
        with open(unit, encoding="utf-8") as lines:
            marks = [line[2:].strip().partition("=") for line in lines if line.startswith("# ")]
        return {key: value for key, _separator, value in marks}

    def bring_up(self, desired: dict, files_directory: str) -> None:
        """Write the unit of *desired* and start it."""
        specification = desired["specification"]
        labels = labels_of(self.engine, specification)
        with open(os.path.join(files_directory, ".labels"), "w", encoding="utf-8") as file:
            file.writelines(f"{key}={value}\n" for key, value in labels.items())
        marks = "".join(f"# {key}={value}\n" for key, value in labels.items())
        text = (
            quadlet(desired, files_directory)
            if self.has_quadlet
            else service(desired, files_directory, self.engine.program)
        )
        os.makedirs(self.directory, exist_ok=True)
        path = self._path(specification["name"])
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write(marks + text)
        os.replace(path + ".new", path)
        self._start(specification["name"])

    def set_aside(self, name: str) -> None:
        """Stop the unit of container *name* and keep its file; after a killed run it may be aside already."""
        self._control("stop", unit_name(name))
        if os.path.exists(self._path(name)) and not os.path.exists(self._path(name) + ASIDE):
            os.replace(self._path(name), self._path(name) + ASIDE)

    def put_back(self, name: str) -> None:
        """Undo set_aside, over whatever stands in the place of container *name*."""
        self._control("stop", unit_name(name))
        os.replace(self._path(name) + ASIDE, self._path(name))
        self._start(name)

    def forget(self, name: str) -> None:
        """Drop what was set aside for container *name*."""
        if os.path.exists(self._path(name) + ASIDE):
            os.unlink(self._path(name) + ASIDE)

    def restart(self, name: str) -> None:
        """Restart the unit of container *name*."""
        self._control("restart", unit_name(name))

    def stop(self, name: str) -> None:
        """Stop the unit of container *name* until the next start or boot."""
        self._control("stop", unit_name(name))

    def remove(self, name: str) -> None:
        """Stop and remove the unit of container *name*, and the container."""
        self._control("stop", unit_name(name))
        self.forget(name)
        if os.path.exists(self._path(name)):
            os.unlink(self._path(name))
        self._reload()
        self.engine.remove(name)

    def last_lines(self, name: str) -> str:
        """Return the last lines of the log of container *name*, which may be gone already."""
        command = ["journalctl", f"CONTAINER_NAME={name}", "--lines=15", "--output=cat", "--no-pager"]
        return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False).stdout.strip()

    def _path(self, name: str) -> str:
        return os.path.join(self.directory, f"{PREFIX}{name}{self.suffix}")

    def _start(self, name: str) -> None:
        self._reload()
        if not self.has_quadlet:
            self._control("enable", unit_name(name))
        self._control("restart", unit_name(name))

    def _reload(self) -> None:
        with self._reloading:
            self._control("daemon-reload")

    @staticmethod
    def _control(*arguments: str) -> None:
        completed = subprocess.run(
            [shutil.which("systemctl"), *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
        )
        if completed.returncode != 0:
            raise EngineError(f"systemctl {' '.join(arguments)}: {completed.stderr.strip()}")
