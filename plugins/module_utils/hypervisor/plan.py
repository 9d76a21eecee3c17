# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What is to change on a hypervisor, as data: for the result, the diff and whoever applies it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.schema import Key

LIVE = "live"  # takes effect at once
CONFIG = "config"  # is stored, and nothing runs that it could affect
RESTART = "restart"  # is stored, and takes effect when the guest (or network, or pool) next starts


@dataclass(frozen=True)
class Change:
    """One option that changes, and how it takes effect."""

    path: str
    before: Any
    after: Any
    effect: str

    def result(self) -> dict:
        """The change as a module returns it."""
        return {"path": self.path, "before": self.before, "after": self.after, "effect": self.effect}


@dataclass
class Plan:
    """The changes of one item (a domain, a network, ...), known by its kind and name."""

    kind: str
    name: str
    changes: list[Change] = field(default_factory=list)
    restart_needed: bool = False
    warnings: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return bool(self.changes)

    def add(self, path: str, before: Any, after: Any, effect: str = CONFIG) -> None:
        self.changes.append(Change(path, before, after, effect))

    def result(self) -> dict:
        """The item's part of a module's result."""
        return {
            "name": self.name,
            "changed": self.changed,
            "changes": [change.result() for change in self.changes],
            "restart_needed": self.restart_needed,
        }

    def diff(self) -> dict:
        """The item's part of a module's diff."""
        title = f"{self.kind} {self.name}"
        return {
            "before_header": title,
            "after_header": title,
            "before": _lines((change.path, change.before) for change in self.changes),
            "after": _lines((change.path, change.after, change.effect) for change in self.changes),
        }


def label(path: Iterable[str]) -> str:
    """A difference's path for people: ``disks[vda].cache``."""
    return "".join(f"[{part}]" if isinstance(part, Key) else f".{part}" for part in path)[1:]


def _lines(rows: Iterable[tuple]) -> str:
    return "".join(
        f"{path}: {_text(value)}{''.join(f'  # {note}' for note in notes)}\n"
        for path, value, *notes in rows
        if value is not None
    )


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_text(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_text, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)
