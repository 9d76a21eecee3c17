# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The release of OpenStack: what it lacks, and what databases have gone past."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.checks.fault import Fault

VARIABLE = "stackwright_release"


def incomplete_faults(release: str, lacking: Mapping[str, Iterable[str]], complete: Iterable[str]) -> Iterator[Fault]:
    """Yield the image families that *release* does not have, *lacking* with the services that run them.

    *complete* are the releases that have all.
    """
    for family, services in sorted(lacking.items()):
        problem = f"it has no image {family}, which {', '.join(sorted(services))} would run"
        remedy = f"Use {' or '.join(sorted(complete))}, or leave them out of stackwright_services"
        yield Fault("", VARIABLE, release, problem, remedy)


def downgrade_faults(release: str, schemas: Mapping[str, str | None]) -> Iterator[Fault]:
    """Yield the hosts whose databases are of a later release, by *schemas*: releases by host, None where not known."""
    for host, theirs in schemas.items():
        if theirs and _order(theirs) > _order(release):
            problem = f"its databases are of {theirs}, and no schema can go back"
            yield Fault(
                host, VARIABLE, release, problem, f"Use {theirs}, or restore a backup that was made with {release}"
            )


def _order(release: str) -> list[int]:
    return [int(part) for part in release.split(".")]
