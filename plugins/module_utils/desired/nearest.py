# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Names that are not known, each with the nearest one that is."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable


def nearest(name: str, known: Collection[str]) -> str | None:
    """Return the name in *known* that *name* was probably meant to be, or None."""
    matches = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


def unknown_names(names: Iterable[str], known: Collection[str], where: str) -> list[str]:
    """Return one sentence for each of *names*, found in *where*, that is not *known*."""
    return [_unknown(name, known, where) for name in names if name not in known]


def _unknown(name: str, known: Collection[str], where: str) -> str:
    guess = nearest(name, known)
    return f"{where} has {name!r}, which is unknown; " + (
        f"did you mean {guess!r}?" if guess else f"known are {', '.join(sorted(known))}"
    )
