# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Typed options and libvirt's XML, tied together by one table of fields.

A field says where an option lives in the XML and what type it has. Reading, writing, comparing and a module's
argument spec all follow from it. An option that is not given (None) is not managed: it is neither written nor
compared, so whatever libvirt filled in there (addresses, aliases, defaults) is never a difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Callable, NamedTuple
from xml.etree.ElementTree import Element, SubElement

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.forms import FORMS
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.pairing import Pair, Pairing, by_key
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import Path, path

Fields = dict[str, Any]


class Key(str):
    """What identifies an item, in a path among the names of options."""


class Difference(NamedTuple):
    """One option that is not as wanted; ``before`` or ``after`` is None where a list's item comes or goes."""

    path: tuple[str, ...]
    before: Any
    after: Any
    field: Any


@dataclass(frozen=True)
class Value:
    """An option held by one text or attribute.

    path: where (see Path); type: of the option, as in an argument spec; form: how it is written (see FORMS), by
    default as its type is.
    absent: what it means when the XML does not say (such a value is written by saying nothing).
    nothing: the value that takes away what the XML says: an empty text, 0 for a number that cannot be 0.
    kind: the element's ``type`` attribute when this option is given; options of other kinds exclude it.
    resets: paths that say the same or depend on it, dropped whenever it changes.
    live: libvirt can change it in a running guest. volatile: libvirt fills it in at start, so the
    running guest's value says nothing. same: whether a found value satisfies a wanted one.
    """

    path: str
    type: str = "str"
    form: str = ""
    choices: tuple = ()
    required: bool = False
    absent: Any = None
    nothing: Any = ""
    kind: str | None = None
    resets: tuple[str, ...] = ()
    live: bool = False
    volatile: bool = False
    same: Callable[[Any, Any], bool] | None = None

    @property
    def codec(self) -> Any:
        return FORMS[self.form or self.type]

    def read(self, element: Element) -> Any:
        value = self.codec.read(path(self.path), element)
        return self.absent if value is None else value

    def write(self, element: Element, value: Any) -> None:
        if self.same_as(value, self.read(element)):
            return
        for reset in self.resets:
            path(reset).remove(element)
        if value in (self.nothing, self.absent):
            path(self.path).remove(element)
        else:
            self.codec.write(path(self.path), element, value)

    def normal(self, value: Any) -> Any:
        """The value as it reads once libvirt has stored it."""
        return None if value == self.nothing else self.codec.normal(value)

    def same_as(self, wanted: Any, found: Any) -> bool:
        normal = self.normal(wanted)
        return normal == found or bool(self.same and found is not None and self.same(normal, found))

    def differences(self, at: tuple[str, ...], wanted: Any, found: Any) -> Iterator[Difference]:
        if not self.same_as(wanted, found):
            yield Difference(at, found, self.normal(wanted), self)

    def spec(self) -> dict:
        # Secrets are libvirt's own, named here by their UUIDs.
        spec: dict[str, Any] = {"type": self.type, "no_log": False}
        if self.choices:
            spec["choices"] = list(self.choices)
        if self.required:
            spec["required"] = True
        return spec


@dataclass(frozen=True)
class Group:
    """An option that is a dictionary: one element's values."""

    path: str
    fields: Fields
    kind: str | None = None
    required: bool = False

    def read(self, element: Element) -> dict | None:
        chain = path(self.path).chain(element)
        return (read(self.fields, chain[-1]) or None) if chain else None

    def write(self, element: Element, value: dict) -> None:
        write(self.fields, path(self.path).ensure(element), value)

    def differences(self, at: tuple[str, ...], wanted: Any, found: Any) -> Iterator[Difference]:
        return differences(self.fields, wanted, found or {}, at)

    def spec(self) -> dict:
        return {"type": "dict", **argument_spec(self.fields), **({"required": True} if self.required else {})}


@dataclass(frozen=True)
class Items:
    """An option that is a list of dictionaries: elements side by side. What is not in a given list is removed.

    path: of one element; fields: of one item; key: the option that identifies an item; pairing: what does
    so where one option does not. new: a new item's values that are not given.
    live: items can come and go in a running guest. volatile: as in Value, for all the items' values.
    """

    path: str
    fields: Fields
    key: str = ""
    pairing: Pairing | None = None
    new: dict = field(default_factory=dict)
    kind: str | None = None
    required: bool = False
    live: bool = False
    volatile: bool = False

    def elements(self, element: Element) -> list[Element]:
        """The elements of the items there are."""
        head, last = path(self.path).parent, path(self.path).steps[-1]
        chain = head.chain(element)
        return [child for child in chain[-1] if last.matches(child)] if chain else []

    def read(self, element: Element) -> list[dict] | None:
        return [read(self.fields, child) for child in self.elements(element)] or None

    def pairs(self, wanted: list[dict], found: list[dict]) -> list[Pair]:
        """Which wanted item is which found one."""
        return (self.pairing or by_key(self.key, self.fields[self.key].normal))(wanted, found)

    def write(self, element: Element, value: list[dict]) -> None:
        head, last = path(self.path).parent, path(self.path).steps[-1]
        existing = self.elements(element)
        parent = head.ensure(element) if value or existing else element
        for _label, item, place in self.pairs(value, [read(self.fields, child) for child in existing]):
            if place is None:
                write(self.fields, last.make(parent), {**self.new, **given(item or {})})
            elif item is None:
                parent.remove(existing[place])
            else:
                write(self.fields, existing[place], item)

    def differences(self, at: tuple[str, ...], wanted: Any, found: Any) -> Iterator[Difference]:
        found = found or []
        for label, item, index in self.pairs(wanted, found):
            if item is None or index is None:
                yield Difference((*at, Key(label)), None if index is None else found[index], item and given(item), self)
            else:
                yield from differences(self.fields, item, found[index], (*at, Key(label)))

    def spec(self) -> dict:
        spec = {"type": "list", "elements": "dict", **argument_spec(self.fields)}
        return {**spec, "required": True} if self.required else spec


@dataclass(frozen=True)
class Texts:
    """An option that is a list of texts: elements side by side, in no particular order."""

    path: str
    kind: str | None = None
    live: bool = False
    volatile: bool = False
    required: bool = False

    def _place(self) -> tuple[Path, str, str]:
        elements, _at, attribute = self.path.partition("@")
        head, _slash, tag = elements.rpartition("/")
        return path(head), tag, attribute

    def read(self, element: Element) -> list[str] | None:
        head, tag, attribute = self._place()
        chain = head.chain(element)
        found = chain[-1].findall(tag) if chain else []
        return sorted(child.get(attribute, "") if attribute else (child.text or "") for child in found) or None

    def write(self, element: Element, value: list[str]) -> None:
        head, tag, attribute = self._place()
        if sorted(value) == (self.read(element) or []):
            return
        parent = head.ensure(element)
        for child in parent.findall(tag):
            parent.remove(child)
        for text in value:
            child = SubElement(parent, tag, {attribute: text} if attribute else {})
            child.text = None if attribute else text

    def differences(self, at: tuple[str, ...], wanted: Any, found: Any) -> Iterator[Difference]:
        if sorted(wanted) != (found or []):
            yield Difference(at, found, sorted(wanted), self)

    def spec(self) -> dict:
        return {"type": "list", "elements": "str", **({"required": True} if self.required else {})}


def read(fields: Fields, element: Element) -> dict:
    """What the XML says, as options; what it does not say is left out."""
    kind = element.get("type")
    values = {name: entry.read(element) for name, entry in fields.items() if entry.kind is None or entry.kind == kind}
    return {name: value for name, value in values.items() if value is not None}


def write(fields: Fields, element: Element, values: dict) -> None:
    """Make the XML say what is given, and leave the rest of it as it is."""
    values = given(values)
    _settle_kind(fields, element, values)
    for name in fields:  # in the table's order, in which a value comes after the one that resets it
        if name in values:
            fields[name].write(element, values[name])


def _settle_kind(fields: Fields, element: Element, values: dict) -> None:
    """Give the element the kind of the source that it is given; one that loses its source has no kind."""
    sources = {name: value for name, value in values.items() if fields[name].kind}
    kind = next((fields[name].kind for name, value in sources.items() if value != ""), None)
    if not sources or (kind is not None and element.get("type") == kind):
        return
    element.attrib.pop("type", None)
    if kind is not None:
        element.set("type", kind)
    for source in element.findall("source"):
        element.remove(source)


def differences(fields: Fields, wanted: dict, found: dict, at: tuple[str, ...] = ()) -> Iterator[Difference]:
    """Every given option that is not as found."""
    for name, value in given(wanted).items():
        yield from fields[name].differences((*at, name), value, found.get(name))


def given(values: dict) -> dict:
    """The options that were given a value, at every depth."""
    return {name: _given(value) for name, value in values.items() if value is not None}


def _given(value: Any) -> Any:
    if isinstance(value, dict):
        return given(value)
    return [_given(item) for item in value] if isinstance(value, list) else value


def argument_spec(fields: Fields) -> dict:
    """``options`` and ``mutually_exclusive`` of an argument spec."""
    kinds: dict[str, str] = {}
    for name, entry in fields.items():
        if entry.kind:
            kinds.setdefault(entry.kind, name)
    spec: dict[str, Any] = {"options": {name: entry.spec() for name, entry in fields.items()}}
    return {**spec, "mutually_exclusive": [sorted(kinds.values())]} if len(kinds) > 1 else spec
