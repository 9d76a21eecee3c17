# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The one runner of validations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.found import Found
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.validations import (
    VALIDATIONS,
    Finding,
    bmc,
    fail,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.wanted import Wanted

STATUSES = ("pass", "warn", "fail")


@dataclass(frozen=True)
class Result:
    """How a node does in a validation: one of STATUSES, and what was found, with what to do about it."""

    node: str
    validation: str
    status: str
    found: tuple[str, ...] = ()


def validate(nodes: Iterable[Wanted], there: Mapping[str, Found]) -> list[Result]:
    """Return the results of all validations of *nodes*, of which *there* is what Ironic knows by name.

    What needs the hardware is judged only where an inspection has told of it.
    """
    return [one for wanted in nodes for one in _results(wanted, there.get(wanted.name))]


def _results(wanted: Wanted, found: Found | None) -> Iterator[Result]:
    name = wanted.name
    if found is None:
        yield result(name, "bmc", [fail("Ironic does not know it; enrol it")])
        return
    yield result(name, "bmc", bmc(found))
    if found.hardware is None:
        yield result(name, "inspected", [fail("it is not inspected; bring it to `manageable`, or ask for `inspect`")])
        return
    yield result(name, "inspected", [])
    for validation in VALIDATIONS:
        yield result(name, validation.name, validation.judge(wanted.entry, found.hardware))


def result(node: str, validation: str, findings: Iterable[Finding]) -> Result:
    """Return how *node* does in *validation*, of which *findings* are what is not as it should be."""
    every = tuple(findings)
    status = max((one.status for one in every), key=STATUSES.index, default=STATUSES[0])
    return Result(node, validation, status, tuple(one.text for one in every))


def summary(results: Iterable[Result]) -> str:
    """Return how many validations ended how, like `12 pass, 1 fail`."""
    counts = Counter(result.status for result in results)
    return ", ".join(f"{counts[status]} {status}" for status in STATUSES if counts[status]) or "nothing to validate"


def lines(results: Iterable[Result], status: str) -> list[str]:
    """Return what was found with *status*, for people."""
    return [f"{one.node}: {one.validation}: {text}" for one in results if one.status == status for text in one.found]


def outcome(results: Collection[Result]) -> dict[str, Any]:
    """Return *results* as those of a task, which any failure fails."""
    failures = lines(results, "fail")
    told = {
        "changed": False,
        "results": [{**asdict(one), "found": list(one.found)} for one in results],
        "summary": summary(results),
        "warnings": lines(results, "warn"),
    }
    if not failures:
        return told
    text = "\n".join(f"- {line}" for line in failures)
    return {**told, "failed": True, "msg": f"{told['summary']}; what fails:\n{text}"}
