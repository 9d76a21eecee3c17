# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a running guest takes at once, and what waits for its restart."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.domain import (
    FIELDS,
    complete,
    read_domain,
    without_volatile,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.schema import (
    Difference,
    Items,
    differences,
    given,
    read,
    write,
)


class Step(NamedTuple):
    """One change to a running guest: ``set`` a value, or ``attach``, ``detach`` or ``update`` a device.

    value: the new value; for ``detach`` and ``update`` the device's element. An attached device's element is taken
    from the stored configuration, where libvirt has given it its MAC address.
    """

    action: str
    path: tuple[str, ...]
    value: Any


def running_differences(options: dict, live: Element) -> list[Difference]:
    """What of the options a running guest does not have, as far as its XML can say."""
    wanted = without_volatile(complete(options))
    return list(differences(FIELDS, wanted, read_domain(live)))


def device_path(path: tuple[str, ...]) -> tuple[str, ...]:
    """The part of a path that one live step changes: a device of a list, else the option."""
    return path[:2] if isinstance(FIELDS.get(path[0]), Items) else path[:1]


def live_steps(wanted: dict, live: Element, running: list[Difference]) -> tuple[list[Step], list[Difference]]:
    """The steps that a running guest takes now, and the differences that wait for its restart."""
    steps: list[Step] = []
    pending: list[Difference] = []
    places = dict.fromkeys(device_path(one.path) for one in running)
    for place in places:
        group = [one for one in running if device_path(one.path) == place]
        step = _device_step(wanted, live, group) if len(place) == 2 else _value_step(live, group)
        if step:
            steps.append(step)
        else:
            pending += group
    return steps, pending


def _value_step(live: Element, group: list[Difference]) -> Step | None:
    (one, *others) = group
    if others or not getattr(one.field, "live", False):
        return None
    limit = read_domain(live).get(f"{one.path[0]}_max")
    return Step("set", one.path, one.after) if limit is None or one.after <= limit else None


def _device_step(wanted: dict, live: Element, group: list[Difference]) -> Step | None:
    name, device = group[0].path[:2]
    entry = FIELDS[name]
    if not entry.live:
        return None
    elements = entry.elements(live)
    found = [read(entry.fields, element) for element in elements]
    _label, item, index = next(pair for pair in entry.pairs(wanted[name], found) if pair.label == device)
    if index is None:
        return Step("attach", (name, device), None) if _hotpluggable(name, item) else None
    if item is None:
        return Step("detach", (name, device), elements[index]) if _hotpluggable(name, found[index]) else None
    removable = name != "disks" or found[index].get("device") in ("cdrom", "floppy")
    if not (removable and all(getattr(one.field, "live", False) for one in group)):
        return None
    element = deepcopy(elements[index])
    write(entry.fields, element, item)
    return Step("update", (name, device), element)


def _hotpluggable(name: str, item: dict) -> bool:
    """Whether a running machine can gain or lose a device; only some disk buses can."""
    if name != "disks":
        return True
    bus = item.get("bus") or {"vd": "virtio", "sd": "scsi"}.get(item["target"][:2])
    return item.get("device", "disk") in ("disk", "lun") and bus in ("virtio", "scsi", "usb")


def device_element(name: str, options: dict, config: Element, wanted_label: str) -> Element:
    """The element of the device known by a label, in a configuration that holds all wanted devices."""
    entry = FIELDS[name]
    elements: list[Element] = entry.elements(config)
    pairs = entry.pairs(given(options)[name], [read(entry.fields, element) for element in elements])
    found = next(elements[pair.place] for pair in pairs if pair.label == wanted_label and pair.wanted is not None)
    element = deepcopy(found)
    # The running guest may have other buses than the stored one; libvirt finds a place in it.
    for address in element.findall("address"):
        element.remove(address)
    return element


def ordered(steps: list[Step]) -> Iterator[Step]:
    """Devices leave before others come, so that their places and sources are free."""
    yield from sorted(steps, key=lambda step: step.action != "detach")
