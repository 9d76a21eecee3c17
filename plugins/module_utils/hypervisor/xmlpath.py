# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Paths into libvirt's XML, to be read, made and taken away."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

_STEP = re.compile(r"(?P<owned>!?)(?P<tag>[\w{}:./-]+?)(?:\[(?P<attributes>[^]]*)\])?$")
_ATTRIBUTE = re.compile(r"@([^@/{}]+)$")
_SLASH = re.compile(r"/(?![^{]*})")  # a namespace in braces may hold slashes


def parse(text: str) -> Element:
    """An element from XML text; ValueError names the place of a syntax error."""
    try:
        return ElementTree.fromstring(text)  # noqa: S314 (the hypervisor's own, or the operator's)
    except ElementTree.ParseError as error:
        raise ValueError(f"not well-formed XML: {error}") from error


def serialise(element: Element) -> str:
    """XML text, indented as libvirt writes it."""
    ElementTree.indent(element)
    return ElementTree.tostring(element, encoding="unicode")


@dataclass(frozen=True)
class Step:
    """One element of a path: its tag and the attributes that single it out."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    owned: bool = False

    def matches(self, element: Element) -> bool:
        return element.tag == self.tag and all(element.get(key) == value for key, value in self.attributes)

    def make(self, parent: Element) -> Element:
        return ElementTree.SubElement(parent, self.tag, dict(self.attributes))


class Path:
    """Where a value lives, such as ``devices/!tpm/backend[type=emulator]@version``.

    Elements are separated by ``/``; ``[a=b,c=d]`` are attributes an element must have; ``@name`` is the
    attribute that holds the value (without it, the text does). ``!`` marks the element that belongs to the value
    alone: it is never shared with another value, and goes when the value goes.
    """

    def __init__(self, steps: tuple[Step, ...], attribute: str | None = None) -> None:
        self.steps = steps
        self.attribute = attribute
        self._tags = None if any(step.attributes for step in steps) else [step.tag for step in steps]

    @property
    def parent(self) -> Path:
        """The path of the element that holds this one's."""
        return Path(self.steps[:-1])

    def chain(self, root: Element) -> list[Element] | None:
        """The elements from ``root`` down to the value's own, or None where one is missing."""
        return _chain(root, self.steps) if self._tags is None else _first(root, self._tags)

    def get(self, root: Element) -> str | None:
        """The value as text (empty for an empty element), or None."""
        chain = self.chain(root)
        if chain is None:
            return None
        return chain[-1].get(self.attribute) if self.attribute else (chain[-1].text or "").strip()

    def ensure(self, root: Element) -> Element:
        """The value's element, made with its ancestors where missing."""
        chain = self.chain(root)
        if chain is not None:
            return chain[-1]
        element, own = root, False
        for step in self.steps:
            own = own or step.owned
            found = None if own else next(filter(step.matches, element), None)
            element = step.make(element) if found is None else found
        return element

    def set(self, root: Element, text: str) -> Element:
        """Store ``text``; returns the element that holds it."""
        element = self.ensure(root)
        if self.attribute:
            element.set(self.attribute, text)
        else:
            element.text = text
        return element

    def remove(self, root: Element) -> None:
        """Take the value away, and the element it owns."""
        chain = self.chain(root)
        if chain is None:
            return
        owned = next((index for index, step in enumerate(self.steps, 1) if step.owned), None)
        if owned is not None:
            chain[owned - 1].remove(chain[owned])
        elif self.attribute:
            chain[-1].attrib.pop(self.attribute, None)
        else:
            chain[-2].remove(chain[-1])


@cache
def path(text: str) -> Path:
    """A path from its text; ValueError where that is not one."""
    attribute = _ATTRIBUTE.search(text)
    elements = text[: attribute.start()] if attribute else text
    return Path(tuple(_step(part) for part in _SLASH.split(elements) if part), attribute and attribute[1])


def _step(text: str) -> Step:
    match = _STEP.match(text)
    if match is None:
        raise ValueError(f"not a step of a path: {text!r}")
    pairs = (match["attributes"] or "").split(",")
    attributes = tuple((key, value) for key, _equals, value in (pair.partition("=") for pair in pairs) if key)
    return Step(match["tag"], attributes, bool(match["owned"]))


def _first(element: Element, tags: list[str]) -> list[Element] | None:
    """The first of each tag, which is fast, and enough where siblings need not be told apart."""
    chain = [element]
    for tag in tags:
        found = chain[-1].find(tag)
        if found is None:
            return None
        chain.append(found)
    return chain


def _chain(element: Element, steps: tuple[Step, ...]) -> list[Element] | None:
    """Depth-first, because a later step may tell siblings apart (a channel is known by its target's name)."""
    if not steps:
        return [element]
    for child in filter(steps[0].matches, element):
        rest = _chain(child, steps[1:])
        if rest is not None:
            return [element, *rest]
    return None
