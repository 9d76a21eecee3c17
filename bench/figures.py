# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a benchmark found: figures beside their targets, stored in bench/results as JSON and text."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from measure import machine

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Figure:
    """A figure, beside the one that it should not exceed and what is known of others on such a machine."""

    name: str
    value: float
    unit: str
    target: float
    others: str = ""

    def as_line(self) -> str:
        """Return the figure as a line of the table."""
        verdict = "ok" if self.value <= self.target else "ABOVE"
        value, target = f"{self.value:.{1 if self.value >= 0.1 else 3}f} {self.unit}", f"{self.target:.3g} {self.unit}"
        return f"{self.name:<44}{value:>14}{target:>14}  {verdict:<7}{self.others}".rstrip()


def store(name: str, figures: list[Figure], **details: Any) -> str:
    """Store *figures* and *details* as the results of benchmark *name*, and return the table."""
    table = "\n".join([f"{'':<44}{'measured':>14}{'at most':>14}", *(figure.as_line() for figure in figures)])
    RESULTS.mkdir(exist_ok=True)
    document = {"figures": [asdict(figure) for figure in figures], "machine": machine(), **details}
    (RESULTS / f"{name}.json").write_text(json.dumps(document, indent=2, sort_keys=True) + "\n")
    (RESULTS / f"{name}.txt").write_text(table + "\n")
    return table
