# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Options of any shape that the fields allow, for property tests."""

from __future__ import annotations

from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.schema import Group, Items, Texts, Value
from hypothesis import strategies as st

WORDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=12)
MAC = st.integers(0, 0xFFFFFF).map(lambda n: f"52:54:00:{n >> 16:02x}:{n >> 8 & 255:02x}:{n & 255:02x}")
PCI = st.tuples(*[st.integers(0, n) for n in (0, 255, 31, 7)]).map(lambda n: "{:04x}:{:02x}:{:02x}.{:x}".format(*n))
USB = st.integers(1, 0xFFFFFFFF).map(lambda n: f"{n >> 16:04x}:{n & 0xFFFF:04x}")
SIZES = st.integers(1, 2**30).map(lambda n: n * 1024)
FORMS = {
    "pci": PCI,
    "usb": USB,
    "mac": MAC,
    "uuid": st.uuids().map(str),
    "ip": st.ip_addresses().map(str),
    "cidr": st.just("10.0.0.1/24"),
    "bytes": SIZES,
    "kibibytes": SIZES,
}
TYPES = {"str": WORDS, "int": st.integers(1, 4094), "bool": st.booleans(), "bytes": SIZES}


def value(field: Any) -> st.SearchStrategy:
    """Any value of one field."""
    if isinstance(field, Value):
        if field.choices:
            return st.sampled_from(field.choices)
        return FORMS.get(field.form, TYPES[field.type])
    if isinstance(field, Group):
        return options(field.fields)
    if isinstance(field, Items):
        return st.lists(
            options(field.fields, whole=not field.key), max_size=3, unique_by=lambda item: identity(field, item)
        )
    if isinstance(field, Texts):
        return st.lists(WORDS, max_size=3, unique=True)
    return st.dictionaries(WORDS, WORDS, max_size=3)


def identity(field: Items, item: dict) -> str:
    """What no two items of a list may share."""
    names = [field.key] if field.key else ["mac", "pci", "usb"]
    return next((item[name] for name in names if name in item), repr(item))


@st.composite
def options(draw: Any, fields: dict, whole: bool = False) -> dict:
    """Some of the options that these fields allow together; a ``whole`` item has one of its kinds."""
    required = [name for name, field in fields.items() if getattr(field, "required", False)]
    rest = [name for name in fields if name not in required]
    names = required + (draw(st.lists(st.sampled_from(rest), unique=True)) if rest else [])
    kinds = [name for name in (fields if whole else names) if fields[name].kind]
    chosen = draw(st.sampled_from(kinds)) if kinds else None
    kind = fields[chosen].kind if chosen else None
    return {
        name: draw(value(field))
        for name, field in fields.items()
        if name == chosen or (name in names and field.kind in (None, kind))
    }
