# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""How a node differs from what the document says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.found import Found
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.password import fits
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.wanted import MARK, Wanted


@dataclass(frozen=True)
class Difference:
    """One thing before and after; *place* is its path in Ironic's node, or is in `traits`, `ports` or `maintenance`."""

    place: tuple[str, ...]
    before: Any
    after: Any
    secret: bool = False


def differences(wanted: Wanted, found: Found) -> tuple[Difference, ...]:
    """Return what is to be changed; what the document leaves out is left alone."""
    every = [
        *_attributes(wanted, found),
        *_password(wanted, found),
        *_capabilities(wanted, found),
        *_mark(wanted, found),
        *_traits(wanted, found),
        *_ports(wanted, found),
        *_maintenance(wanted, found),
    ]
    return tuple(one for one in every if one.before != one.after)


def _attributes(wanted: Wanted, found: Found) -> Iterator[Difference]:
    for name, value in wanted.attributes().items():
        yield Difference((name,), found.raw.get(name), value)
    if wanted.state != "retired":
        yield Difference(("retired",), found.raw.get("retired", False), False)
    for place, entries in (("driver_info", wanted.driver_info()), ("properties", wanted.properties())):
        known = found.raw.get(place) or {}
        for name, value in entries.items():
            yield Difference((place, name), known.get(name), value)


def _password(wanted: Wanted, found: Found) -> Iterator[Difference]:
    if wanted.password and not fits(wanted.password, found.mark.get("password", "")):
        before = (found.raw.get("driver_info") or {}).get(wanted.password_field)
        yield Difference(("driver_info", wanted.password_field), before, wanted.password, secret=True)


def _capabilities(wanted: Wanted, found: Found) -> Iterator[Difference]:
    before = (found.raw.get("properties") or {}).get("capabilities") or ""
    known = dict(pair.split(":", 1) for pair in before.split(",") if ":" in pair)
    after = {**known, **wanted.capabilities()}
    if after != known:
        text = ",".join(f"{name}:{value}" for name, value in sorted(after.items()))
        yield Difference(("properties", "capabilities"), before or None, text)


def _mark(wanted: Wanted, found: Found) -> Iterator[Difference]:
    after = wanted.mark()
    for name in ("roles", "address", "network", "burn_in"):
        yield Difference(("extra", MARK, name), found.mark.get(name), after.get(name))


def _traits(wanted: Wanted, found: Found) -> Iterator[Difference]:
    if "traits" in wanted.entry:
        yield Difference(("traits",), sorted(found.raw.get("traits") or []), sorted(set(wanted.entry["traits"])))


def _ports(wanted: Wanted, found: Found) -> Iterator[Difference]:
    for mac, attributes in wanted.ports().items():
        known = found.ports.get(mac)
        if known is None:
            yield Difference(("ports", mac), None, attributes)
            continue
        yield Difference(("ports", mac), {name: known.get(name) for name in attributes}, attributes)


def _maintenance(wanted: Wanted, found: Found) -> Iterator[Difference]:
    reason = wanted.entry.get("maintenance")
    if reason is not None:
        before = (found.raw.get("maintenance_reason") or "without a reason") if found.raw.get("maintenance") else ""
        yield Difference(("maintenance",), before, reason)


def applied(found: Found, changes: tuple[Difference, ...]) -> Found:
    """Return *found* once *changes* are made."""
    raw: dict[str, Any] = dict(found.raw)
    ports = dict(found.ports)
    for one in changes:
        head, *rest = one.place
        if head == "ports":
            ports[rest[0]] = {**ports.get(rest[0], {}), **one.after}
        elif head == "maintenance":
            raw.update(maintenance=bool(one.after), maintenance_reason=one.after or None)
        else:
            raw[head] = _put(raw.get(head), rest, one.after)
    return Found(raw, ports)


def _put(value: Any, path: list[str], after: Any) -> Any:
    if not path:
        return after
    inner: Mapping[str, Any] = value or {}
    return {**inner, path[0]: _put(inner.get(path[0]), path[1:], after)}
