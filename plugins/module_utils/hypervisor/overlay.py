# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""An XML fragment laid over libvirt's XML, for what has no typed option."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from xml.etree.ElementTree import Element

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import parse

# Elsewhere siblings of one tag are told apart by these attributes; an element without them is its parent's only one.
_NAMES = ("name", "id", "namespace")
# The devices of which a domain has one; of all others an overlay adds one more, unless an equal one is there.
_SINGLE_DEVICES = {"emulator", "memballoon", "iommu", "vsock", "nvram", "panic"}


def fault(text: str, tag: str) -> str | None:
    """What is wrong with the text of a fragment that is to be a ``tag`` element, or None."""
    try:
        root = parse(text)
    except ValueError as error:
        return str(error)
    return None if root.tag == tag else f"it must be a <{tag}> element, not <{root.tag}>"


def merge(element: Element, fragment: Element) -> None:
    """Make ``element`` say all that ``fragment`` says."""
    element.attrib.update(fragment.attrib)
    if (fragment.text or "").strip():
        element.text = fragment.text
    for child in fragment:
        partner = _partner(element, child)
        if partner is None:
            element.append(deepcopy(child))
        else:
            merge(partner, child)


def missing(element: Element, fragment: Element) -> list[str]:
    """Where ``fragment`` says what ``element`` does not, as paths; values may be secrets, and are left out."""
    return list(_missing(element, fragment, ""))


def _missing(element: Element, fragment: Element, at: str) -> Iterator[str]:
    for name, value in fragment.attrib.items():
        if element.get(name) != value:
            yield f"{at}@{name}"
    text = (fragment.text or "").strip()
    if text and text != (element.text or "").strip():
        yield at
    for child in fragment:
        path = f"{at}/{child.tag}"
        partner = _partner(element, child)
        if partner is None:
            yield path
        else:
            yield from _missing(partner, child, path)


def _partner(parent: Element, child: Element) -> Element | None:
    siblings = parent.findall(child.tag)
    if parent.tag == "devices" and child.tag not in _SINGLE_DEVICES:
        return next((one for one in siblings if not any(_missing(one, child, ""))), None)
    names = [name for name in _NAMES if name in child.attrib]
    return next((one for one in siblings if all(one.get(name) == child.get(name) for name in names)), None)
