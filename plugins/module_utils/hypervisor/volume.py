# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A volume: its options as fields, and what it takes to have it as it should be.

Source of the paths: https://libvirt.org/formatstorage.html#storage-volume-xml
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.image import split_checksum
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.plan import LIVE, Plan
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.schema import (
    Fields,
    Group,
    Value,
    argument_spec,
    given,
    read,
    write,
)

FORMATS = ("raw", "qcow2")
FIELDS: Fields = {
    "name": Value("name", required=True),
    "capacity": Value("capacity", "bytes"),
    "allocation": Value("allocation", "bytes"),
    "format": Value("target/format@type", choices=FORMATS),
    "path": Value("target/path"),
    "backing": Group("backingStore", {"path": Value("path"), "format": Value("format@type", choices=FORMATS)}),
}
_BACKING = argument_spec({"volume": Value(""), "pool": Value(""), **FIELDS["backing"].fields})
SPEC = {
    "options": {
        **{name: FIELDS[name].spec() for name in ("name", "capacity", "allocation", "format")},
        "pool": {"type": "str", "required": True},
        "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
        "source": {"type": "str"},
        "checksum": {"type": "str"},
        "clone": {"type": "str"},
        "backing": {
            "type": "dict",
            **_BACKING,
            "mutually_exclusive": [["volume", "path"]],
            "required_one_of": [["volume", "path"]],
        },
        "force": {"type": "bool", "default": False},
    },
    "mutually_exclusive": [["source", "clone", "backing"]],
}


@dataclass
class VolumePlan(Plan):
    """A volume's changes; at most one of removed, created and resized is true, replaced goes with created."""

    removed: bool = False
    replaced: bool = False
    created: bool = False
    resize: int | None = None
    shrinks: bool = False

    @property
    def destroys(self) -> bool:
        """Whether content that is there is lost."""
        return self.removed or self.replaced or self.shrinks


def plan_volume(options: dict, element: Element | None) -> VolumePlan:
    """The plan for one volume, whose ``backing`` names a path; ``least`` is the capacity of what it starts from.

    ValueError where only ``force`` would do, or where nothing says how large a new one is to be.
    """
    plan = VolumePlan("volume", f"{options['pool']}/{options['name']}")
    if options.get("checksum"):
        split_checksum(options["checksum"])
    found = read(FIELDS, element) if element is not None else None
    if options["state"] == "absent":
        if found:
            plan.removed = True
            plan.add("state", "present", "absent")
        return plan
    if found is None:
        _plan_creation(plan, options)
        return plan
    differing = list(_differing(options, found))
    if differing and not options["force"]:
        raise ValueError(f"{'; '.join(differing)}; set force to replace the volume and lose its content")
    if differing:
        plan.replaced = True
        plan.add("content", "; ".join(differing), "replaced")
        _plan_creation(plan, options)
    else:
        _plan_size(plan, options, found)
    return plan


def new_xml(options: dict, default_format: str, capacity: int) -> Element:
    """The XML of a new volume: sparse unless told otherwise."""
    element = Element("volume")
    values = {name: options.get(name) for name in ("name", "format", "backing")}
    values["format"] = values["format"] or default_format
    values["backing"] = {name: text for name, text in (values["backing"] or {}).items() if name in ("path", "format")}
    write(FIELDS, element, {**values, "backing": values["backing"] or None, "capacity": capacity})
    write(FIELDS, element, {"allocation": options.get("allocation") or 0})
    return element


def _plan_creation(plan: VolumePlan, options: dict) -> None:
    if not any(options.get(name) for name in ("capacity", "source", "clone", "backing")):
        raise ValueError("a new volume needs a capacity, a source, a clone or a backing")
    if options.get("clone") == options["name"]:
        raise ValueError("it cannot start as a copy of itself")
    if options.get("least"):
        refuse_smaller(options, options["least"], options.get("clone") or "its backing")
    plan.created = True
    for name in ("capacity", "allocation", "format", "source", "clone", "backing"):
        if options.get(name):
            plan.add(name, None, _as_given(options[name]) if name == "backing" else options[name])
    plan.add("state", "present" if plan.replaced else "absent", "present")


def refuse_smaller(options: dict, least: int, origin: str) -> None:
    """Raise ValueError where a new volume's capacity would cut off some of what it starts from."""
    if (options.get("capacity") or least) < least:
        raise ValueError(f"{origin} has {least} bytes, more than its capacity of {options['capacity']} would hold")


def _as_given(backing: dict) -> dict:
    """A backing without the path that was looked up for its volume, which in check mode may not be there yet."""
    return given({**backing, "path": None, "format": None} if backing.get("volume") else backing)


def _differing(options: dict, found: dict) -> Iterator[str]:
    """What of an existing volume can only be had by making it anew."""
    wanted = options.get("format")
    if wanted and wanted != found.get("format", "raw"):
        yield f"its format is {found.get('format', 'raw')}, not {wanted}"
    backing = (options.get("backing") or {}).get("path")
    now = (found.get("backing") or {}).get("path")
    if backing and backing != now:
        yield f"it is based on {now or 'nothing'}, not on {backing}"


def _plan_size(plan: VolumePlan, options: dict, found: dict) -> None:
    wanted, now = options.get("capacity"), found["capacity"]
    if wanted is None or wanted == now:
        return
    if wanted < now and not options["force"]:
        raise ValueError(
            f"its capacity is {now} bytes, and shrinking it to {wanted} would destroy data; set force to do so"
        )
    plan.resize, plan.shrinks = wanted, wanted < now
    plan.add("capacity", now, wanted, LIVE)
