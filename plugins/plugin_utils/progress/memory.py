# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What steps of earlier runs took, in one small file for each kind of run."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress.estimate import Known

# Of the arguments of ansible-playbook those that decide which steps there are, and how long they take.
DECISIVE = ("args", "inventory", "subset", "tags", "skip_tags", "check", "start_at_task")


def identity(arguments: Mapping[str, Any], directory: str) -> str:
    """Return the name of what runs with such *arguments* of ansible-playbook in *directory* have in common."""
    decisive = [arguments.get(name) for name in DECISIVE]
    text = json.dumps([directory, *decisive], default=list)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Memory:
    """The file of one kind of run. A file that cannot be read or written is as good as none."""

    def __init__(self, directory: str, name: str) -> None:
        """Keep the file *name* in *directory*."""
        self.path = os.path.join(directory, f"{name}.json")

    def recall(self) -> dict[str, Known]:
        """Return what is known of each step, by key, in the order of the last run."""
        try:
            with open(self.path, encoding="utf-8") as file:
                return {key: Known(**known) for key, known in json.load(file).items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def remember(self, history: Mapping[str, Known]) -> None:
        """Keep *history* for the next run."""
        with contextlib.suppress(OSError):
            os.makedirs(os.path.dirname(self.path), mode=0o700, exist_ok=True)
            with open(f"{self.path}.new", "w", encoding="utf-8") as file:
                json.dump({key: asdict(known) for key, known in history.items()}, file)
            os.replace(f"{self.path}.new", self.path)


def learned(history: Mapping[str, Known], seen: Mapping[str, Known], finished: bool) -> dict[str, Known]:
    """Return the history after a run that has *seen* steps; one that did not finish says nothing of later ones."""
    return dict(seen) if finished else {**history, **seen}
