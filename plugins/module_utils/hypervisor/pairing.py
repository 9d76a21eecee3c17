# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Which wanted item of a list is which found one."""

from __future__ import annotations

from typing import Any, Callable, NamedTuple


class Pair(NamedTuple):
    """A wanted item and the place of the found one, either None where there is no partner; ``label`` names both."""

    label: str
    wanted: dict | None
    place: int | None


# (wanted items, found items) -> a pair for each wanted one in their order, then one for each that is not wanted
Pairing = Callable[[list[dict], list[dict]], list[Pair]]


def by_name(name: Callable[[dict], Any]) -> Pairing:
    """Pair items that have the same name."""

    def pairs(wanted: list[dict], found: list[dict]) -> list[Pair]:
        known = {name(item): index for index, item in enumerate(found)}
        names = [name(item) for item in wanted]
        both = [Pair(str(one), item, known.get(one)) for one, item in zip(names, wanted)]
        return both + [Pair(str(one), None, index) for one, index in known.items() if one not in names]

    return pairs


def by_key(key: str, normal: Callable[[Any], Any]) -> Pairing:
    """Pair items by the option ``key``, compared in its normal form."""
    return by_name(lambda item: normal(item[key]) if item.get(key) is not None else None)


def by_place(wanted: list[dict], found: list[dict]) -> list[Pair]:
    """Pair items by their places in the lists."""
    both = [Pair(str(place), item, place if place < len(found) else None) for place, item in enumerate(wanted)]
    return both + [Pair(str(place), None, place) for place in range(len(wanted), len(found))]


def by_likeness(alike: list[Callable[[dict, dict], bool]], name: Callable[[dict, int], str]) -> Pairing:
    """Pair items that are alike by the first of several rules, then by the second, and so on."""

    def pairs(wanted: list[dict], found: list[dict]) -> list[Pair]:
        free = dict(enumerate(found))
        partners: dict[int, int] = {}
        for rule in alike:
            for place, item in enumerate(wanted):
                index = next((index for index, other in free.items() if rule(item, other)), None)
                if place not in partners and index is not None:
                    partners[place] = index
                    del free[index]
        both = [Pair(name(item, place), item, partners.get(place)) for place, item in enumerate(wanted)]
        return both + [Pair(name(item, index), None, index) for index, item in free.items()]

    return pairs
