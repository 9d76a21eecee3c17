# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Containers that podman itself restarts when they end."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.model import Data, Desired, Found
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import Podman
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman_arguments import labels_of

# What is appended to the name of a container that is kept while its successor proves itself.
ASIDE = ".previous"


class RestartPolicy:
    """The supervisor of hosts without systemd."""

    def __init__(self, engine: Podman):
        """Supervise the containers of *engine*."""
        self.engine = engine

    def containers(self, phases: list[str] | None) -> dict[str, Found]:
        """Return the cloud's containers; one that was set aside stands for the unfinished one of its name."""
        found = self.engine.containers(phases)
        aside = {name[: -len(ASIDE)]: found.pop(name) for name in list(found) if name.endswith(ASIDE)}
        return {**found, **aside}

    def bring_up(self, desired: Desired, files_directory: str) -> None:
        """Create and start the container of *desired*."""
        specification = desired["specification"]
        name = specification["name"]
        self.engine.remove(name)
        labels = labels_of(self.engine.cloud, specification)
        self.engine.create(name, specification, labels, files_directory, restart="always")
        self.engine.start(name)

    def set_aside(self, name: str) -> None:
        """Stop container *name* and keep it to be put back; after a killed run it may be aside already."""
        if not self._is_aside(name):
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
        """Start container *name* anew, or the one that a killed run has left set aside for it."""
        if self._is_aside(name):
            self.put_back(name)
        else:
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

    def state(self, name: str) -> Data:
        """Return the state of container *name* as podman has it; it counts the restarts itself."""
        return self.engine.state(name)

    def last_lines(self, name: str) -> str:
        """Return the last lines of the log of container *name*."""
        return self.engine.last_lines(name)

    def _is_aside(self, name: str) -> bool:
        return name + ASIDE in self.engine.containers()
