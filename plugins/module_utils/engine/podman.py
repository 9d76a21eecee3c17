# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Podman behind the small interface that the engine needs; Docker would be a second class with the same methods."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from collections.abc import Collection

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.model import Data, Found, Specification
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman_arguments import (
    LABEL_CLOUD,
    LABEL_PHASE,
    LABEL_SPECIFICATION,
    create_arguments,
)


class EngineError(Exception):
    """A command of the container engine failed; the message says which and why."""


class Podman:
    """The containers of one cloud on this host."""

    def __init__(self, cloud: str, program: str | None = None):
        """Use the containers labelled with *cloud*, through *program* (default: podman on PATH)."""
        self.cloud = cloud
        self.program = program or shutil.which("podman") or ""

    @property
    def installed(self) -> bool:
        """Tell whether the engine is on this host at all."""
        return bool(self.program)

    def containers(self, phases: list[str] | None = None) -> dict[str, Found]:
        """Return the cloud's containers by name, those of *phases* or all."""
        if not self.installed:
            return {}
        return {
            container["name"]: container
            for container in map(_container, self._listing(f"--filter=label={LABEL_CLOUD}={self.cloud}"))
            if phases is None or container["phase"] in phases
        }

    def require_names(self, names: Collection[str]) -> None:
        """Raise EngineError if a container that is not of this cloud has one of *names*."""
        foreign = {found["Names"][0] for found in self._listing()} - set(self.containers())
        taken = sorted(foreign & set(names))
        if taken:
            raise EngineError(f"other containers on this host have the names {', '.join(taken)}; rename or remove them")

    def require_images(self, references: Collection[str]) -> None:
        """Raise EngineError unless this host has all the images *references*."""
        missing = [reference for reference in sorted(set(references)) if not self._has_image(reference)]
        if missing:
            raise EngineError(f"images are missing on this host: {', '.join(missing)}; role `images` brings them")

    def _has_image(self, reference: str) -> bool:
        # Not from a listing, which fails while somebody else removes an image.
        try:
            self.run("image", "exists", reference)
        except EngineError:
            return False
        return True

    def image_names(self) -> list[str]:
        """Return the names of all images on this host."""
        return [name for image in self._images() for name in image.get("Names") or []]

    def own_image_names(self) -> list[str]:
        """Return the names of the images that are not of a store which this host only reads (storage.conf(5))."""
        return [name for image in self._images() if not image.get("ReadOnly") for name in image.get("Names") or []]

    def _images(self) -> list[dict]:
        return json.loads(self.run("images", "--format=json") or "[]")

    def images_of_others(self) -> set[str]:
        """Return the names of the images of containers that are not of this cloud."""
        return {
            found["Image"] for found in self._listing() if (found.get("Labels") or {}).get(LABEL_CLOUD) != self.cloud
        }

    def has_containers(self, label: str) -> bool:
        """Tell whether this host has containers with *label*, whoever's they are."""
        return bool(self._listing(f"--filter=label={label}"))

    def remove_images(self, names: list[str]) -> None:
        """Remove images *names*; layers that others use stay."""
        self.run("rmi", "--force", *names, timeout=300)

    def create(
        self, name: str, specification: Specification, labels: dict[str, str], files_directory: str, restart: str
    ) -> None:
        """Create, without starting it, container *name* by *specification*."""
        self.run(
            "create",
            f"--name={name}",
            f"--restart={restart}",
            "--log-opt=max-size=50mb",
            *(f"--label={key}={value}" for key, value in labels.items()),
            *create_arguments(specification, files_directory),
        )

    def run_once(self, name: str, specification: Specification, phase: str, files_directory: str, timeout: int) -> None:
        """Run *specification* to its end, at most *timeout* s, as container *name*; its output is in the error."""
        self.remove(name)
        try:
            self.run(
                "run",
                "--rm",
                f"--name={name}",
                f"--label={LABEL_CLOUD}={self.cloud}",
                f"--label={LABEL_PHASE}={phase}",
                *create_arguments(specification, files_directory),
                timeout=timeout,
            )
        except EngineError:
            self.remove(name)
            raise

    def start(self, name: str) -> None:
        """Start container *name*."""
        self.run("start", name)

    def stop(self, name: str) -> None:
        """Stop container *name*, killing it after its own stop timeout."""
        self._insist("stop", name)

    def remove(self, name: str) -> None:
        """Remove container *name* if it is there and of this cloud; never a volume."""
        cloud = f"--filter=label={LABEL_CLOUD}={self.cloud}"
        self._insist("rm", "--force", f"--filter=name=^{re.escape(name)}$", cloud)

    def rename(self, name: str, new_name: str) -> None:
        """Give container *name* the name *new_name*."""
        self.run("rename", name, new_name)

    def execute(
        self, name: str, command: list[str], stdin: str = "", user: str | None = None, timeout: int = 60
    ) -> str:
        """Run *command* in the running container *name*, as its own user or *user*, and return the output."""
        options = [*(["--interactive"] if stdin else []), *([f"--user={user}"] if user else [])]
        return self.run("exec", *options, name, *command, stdin=stdin, timeout=timeout)

    def state(self, name: str) -> Data:
        """Return the state of container *name*: Status, Running, Pid, ExitCode and RestartCount."""
        try:
            (found,) = json.loads(self.run("inspect", "--type=container", name))
        except EngineError:
            return {"Status": "absent", "Running": False, "Pid": 0, "ExitCode": None, "RestartCount": 0}
        return {**found["State"], "RestartCount": found.get("RestartCount", 0)}

    def last_lines(self, name: str, count: int = 60) -> str:
        """Return the last lines of the log of container *name*."""
        completed = subprocess.run(
            [self.program, "logs", f"--tail={count}", name],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            timeout=30,
            check=False,
        )
        return completed.stdout.strip()

    def _insist(self, *arguments: str, attempts: int = 5) -> None:
        """Run podman up to *attempts* times: a container that keeps dying may be between two lives just then."""
        try:
            self.run(*arguments, timeout=300)
        except EngineError:
            if attempts == 1:
                raise
            time.sleep(0.2)
            self._insist(*arguments, attempts=attempts - 1)

    def _listing(self, *filters: str) -> list[Data]:
        found: list[Data] = json.loads(self.run("ps", "--all", "--format=json", *filters) or "[]")
        return found

    def run(self, *arguments: str, stdin: str = "", timeout: int = 120) -> str:
        """Run podman with *arguments* and return its output; raise EngineError with its last words if it fails."""
        if not self.installed:
            raise EngineError("podman is not installed on this host; the role `host` installs it")
        try:
            completed = subprocess.run(
                [self.program, *arguments],
                input=stdin,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=timeout,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise EngineError(f"podman {arguments[0]} did not end within {timeout} s") from error
        if completed.returncode != 0:
            raise EngineError(_failure(arguments, completed))
        return completed.stdout


def _failure(arguments: tuple[str, ...], completed: subprocess.CompletedProcess[str]) -> str:
    said = (completed.stderr.strip() + "\n" + completed.stdout.strip()).strip()
    last = "\n".join(said.splitlines()[-15:])
    return f"podman {arguments[0]} ended with {completed.returncode}: {last}"


def _container(listed: Data) -> Found:
    labels = listed.get("Labels") or {}
    return {
        "name": listed["Names"][0],
        "phase": labels.get(LABEL_PHASE),
        "specification": _specification(labels),
        "state": listed["State"],
        "running": listed["State"] == "running",
    }


def _specification(labels: dict[str, str]) -> Specification | None:
    try:
        found: Specification = json.loads(labels.get(LABEL_SPECIFICATION, ""))
    except ValueError:
        return None
    return found
