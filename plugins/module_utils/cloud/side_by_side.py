# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Doing independent things at the same time, within bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

# Nova and Neutron answer one login's requests about this many at a time; more only wait there.
WORKERS = 8


def side_by_side(work: Callable[[Any], Any], items: Iterable) -> list:
    """Return what *work* makes of each of *items*, in their order; raise the first error."""
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(work, items))
