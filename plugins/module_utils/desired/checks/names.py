# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Names that nobody knows: variables, services, releases, groups; and group sizes."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping, Sequence

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.checks.fault import Fault, suggestion

CLOUD_PREFIX = "stackwright"
GROUPS = ("control", "compute", "network", "storage", "undercloud", "baremetal")
LIKELY = 0.8  # how alike two names must be for one to be taken for a misspelling of the other


def unknown_variables(
    host: str, names: Iterable[str], known: Mapping[str, Collection[str]], services: Collection[str]
) -> list[Fault]:
    """Return the variables of ``host`` that start like a role's and are none of it.

    ``known`` are each role's variables, ``stackwright`` the cloud's. A prefix that is an everyday word, like ``host``,
    is anybody's: there, only a name that is almost one of ours counts.
    """
    everything = sorted({name for variables in known.values() for name in variables})
    faults = []
    for name in sorted(names):
        role = max((role for role in known if name.startswith(f"{role}_")), key=len, default=None)
        if role is None or name in everything:
            continue
        guess = _likely(name, everything)
        if guess or role == CLOUD_PREFIX or role in services:
            remedy = f"Did you mean {guess}?" if guess else f"Those of {role} are {', '.join(sorted(known[role]))}"
            faults.append(Fault(host, name, None, "there is no such variable", remedy))
    return faults


def unknown_values(variable: str, values: Iterable[str], known: Collection[str], what: str) -> list[Fault]:
    """Return those of the values of ``variable`` that are not among ``known``; ``what`` says what they should be."""
    return [
        Fault("", variable, value, f"there is no such {what}", suggestion(str(value), known))
        for value in values
        if value not in known
    ]


def tag_faults(tags: Collection[str], services: Collection[str]) -> list[Fault]:
    """Return a fault where a run's *tags* are names of *services* only, so that it would do nothing."""
    if not tags or not set(tags) <= set(services):
        return []
    names = ",".join(tags)
    return [Fault("", "--tags", names, "tags are phases of the site", f"For services, use -e stackwright_only={names}")]


def group_faults(groups: Mapping[str, Collection[str]], needed: Mapping[str, Collection[str]]) -> list[Fault]:
    """Return the groups that are misspelt or empty; ``needed`` are those that services run on, with these services."""
    empty = {group for group in GROUPS if not groups.get(group)}
    guesses = {group: _likely(group, GROUPS) for group in sorted(set(groups) - set(GROUPS))}
    faults = [
        Fault("", f"group {group}", None, "no service runs on it", f"Did you mean {guess}?")
        for group, guess in guesses.items()
        if guess in empty
    ]
    for group in sorted(empty & set(needed) - set(guesses.values())):
        problem = f"is empty, and these run on its hosts: {', '.join(sorted(needed[group]))}"
        faults.append(Fault("", f"group {group}", None, problem, "Put hosts into it"))
    return faults


def controller_faults(control: Sequence[str]) -> list[Fault]:
    """Return a fault where database and queue would have to be clusters, which nothing starts or repairs yet."""
    if len(control) < 2:
        return []
    problem = f"has {len(control)} hosts; database and queue run on one host only so far"
    return [Fault("", "group control", None, problem, f"Leave {control[0]} alone in it")]


def _likely(name: str, known: Iterable[str]) -> str | None:
    return next(iter(difflib.get_close_matches(name, sorted(known), n=1, cutoff=LIKELY)), None)
