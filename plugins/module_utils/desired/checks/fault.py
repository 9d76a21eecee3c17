# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What is wrong, where, and what to do; and many of those as text for people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.nearest import nearest


@dataclass(frozen=True)
class Fault:
    """One fault of one host, or of the whole cloud where ``host`` is empty.

    ``variable`` names what the operator can change, with its ``value`` (None where there is none, or it is secret).
    """

    host: str
    variable: str
    value: Any
    problem: str
    remedy: str = ""

    def text(self) -> str:
        """Return all but the host, as a sentence or two."""
        subject = self.variable if self.value is None else f"{self.variable} is {self.value!r}"
        sentences = (": ".join(filter(None, (subject, self.problem))), self.remedy)
        return " ".join(
            sentence if sentence.endswith(("?", ".")) else f"{sentence}." for sentence in sentences if sentence
        )


def report(faults: Iterable[Fault]) -> str:
    """Return ``faults`` as numbered lines; hosts that share one share the line."""
    hosts: dict[str, list[str]] = {}
    for fault in faults:
        known = hosts.setdefault(fault.text(), [])
        if fault.host not in known:
            known.append(fault.host)
    lines = [
        f"{number}. " + ": ".join(filter(None, (", ".join(filter(None, names)), text)))
        for number, (text, names) in enumerate(hosts.items(), 1)
    ]
    count = "1 fault" if len(lines) == 1 else f"{len(lines)} faults"
    return "\n".join([f"{count}; nothing was changed.", *lines])


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return a remedy that names the nearest of ``known``, or all of them."""
    names = sorted(known)
    guess = nearest(name, names)
    return f"Did you mean {guess}?" if guess else f"Known are {', '.join(names) or 'none'}"
