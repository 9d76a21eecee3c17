# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Names and values kept in a domain's <metadata>, in an XML namespace of their own."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.schema import Difference

NAMESPACE = "https://stackwright.cloud/libvirt/tags"
PREFIX = "stackwright"
QUALIFIED = f"{{{NAMESPACE}}}"
ElementTree.register_namespace(PREFIX, NAMESPACE)


class Tags:
    """The option ``tags``: a dictionary of texts."""

    kind = None
    live = True
    volatile = False
    path = f"metadata/{QUALIFIED}tags"

    def read(self, element: Element) -> dict | None:
        found = element.findall(f"{self.path}/{QUALIFIED}tag")
        return {tag.get("name", ""): tag.text or "" for tag in found} or None

    def write(self, element: Element, value: dict) -> None:
        metadata = element.find("metadata")
        if metadata is None:
            metadata = SubElement(element, "metadata")
        for old in metadata.findall(f"{QUALIFIED}tags"):
            metadata.remove(old)
        if value:
            metadata.append(tags_element(value, QUALIFIED))

    def differences(self, at: tuple, wanted: dict, found: dict | None) -> Iterator[Difference]:
        normal = {name: str(text) for name, text in wanted.items()}
        if normal != (found or {}):
            yield Difference(at, found, normal, self)

    def spec(self) -> dict:
        return {"type": "dict"}


def tags_element(tags: dict, qualified: str = "") -> Element:
    """The element that holds the tags; libvirt itself puts the namespace on one that it is handed alone."""
    element = Element(f"{qualified}tags")
    for key, text in sorted(tags.items()):
        SubElement(element, f"{qualified}tag", {"name": key}).text = str(text)
    return element


TAGS = Tags()
