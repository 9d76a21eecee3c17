# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Work in the order of its needs, with what is independent side by side."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait


def check_cycles(needs: Mapping[str, Collection[str]]) -> None:
    """Raise ValueError naming the members when *needs* (a name to the names it needs) has a cycle."""
    left = {name: set(needed) & set(needs) for name, needed in needs.items()}
    while ready := [name for name, needed in left.items() if not needed]:
        for name in ready:
            del left[name]
        for needed in left.values():
            needed.difference_update(ready)
    if left:
        raise ValueError(f"needs go round in a circle among {', '.join(sorted(left))}")


def run_in_order(
    needs: Mapping[str, Collection[str]], work: Callable[[str], None], workers: int
) -> dict[str, BaseException]:
    """Call *work* with every name once all that it needs is done, at most *workers* at a time.

    Needs that are not among the names themselves count as done. After a failure nothing new is begun, and what
    runs is waited for. Returns the exceptions by name; what was never begun is in neither.
    """
    check_cycles(needs)
    left = {name: set(needed) & set(needs) for name, needed in needs.items()}
    failures: dict[str, BaseException] = {}
    with ThreadPoolExecutor(max_workers=workers) as pool:
        running: dict[Future[None], str] = {}
        while left or running:
            for name in [] if failures else [name for name, needed in left.items() if not needed]:
                del left[name]
                running[pool.submit(work, name)] = name
            if not running:
                break
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                name = running.pop(future)
                error = future.exception()
                if error is not None:
                    failures[name] = error
                for needed in left.values():
                    needed.discard(name)
    return failures
