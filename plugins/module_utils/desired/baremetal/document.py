# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A document of nodes: merged, checked as a whole, and turned into objects."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal import network
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.fields import (
    DEFAULTS,
    DOCUMENT,
    IMAGE,
    NETWORK_BOOT,
    NODE,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.form import checked
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.nearest import nearest, unknown_names


class NodesError(Exception):
    """What is wrong with a document of nodes, one sentence for each fault."""

    def __init__(self, faults: list[str]) -> None:
        """Keep *faults*, sentences."""
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Document:
    """Nodes by name, as `fields.NODE` describes them, and images by name, as `fields.IMAGE` does."""

    nodes: dict[str, dict[str, Any]]
    images: dict[str, dict[str, Any]]


def merged(documents: Iterable[Any], secrets: Collection[str]) -> Document:
    """Return *documents* as one, each node with its document's defaults; *secrets* are the names that there are.

    Raises NodesError with everything that is wrong.
    """
    faults: list[str] = []
    nodes: list[tuple[str, dict]] = []
    images: dict[str, dict] = {}
    for document in documents:
        if not isinstance(document, Mapping):
            faults.append(f"the document is {document!r}; it must be a mapping of {', '.join(DOCUMENT)}")
            continue
        faults += unknown_names(document, DOCUMENT, "the document")
        nodes += _nodes(document.get("nodes"), document.get("defaults") or {}, faults)
        images.update(_images(document.get("images") or {}, faults))
    faults += _doubles(nodes)
    for where, node in nodes:
        faults += _bmc_faults(where, node.get("bmc", {}))
        faults += _secret_faults(where, node, secrets)
        faults += _image_faults(where, node, images)
        faults += _boot_faults(where, node)
        faults += network.faults(node.get("network", {}), f"{where}.network")
    if faults:
        raise NodesError(faults)
    return Document({node["name"]: node for _where, node in nodes}, images)


def _nodes(given: Any, defaults: Any, faults: list[str]) -> Iterator[tuple[str, dict]]:
    """Yield each node with what faults call it; a fault of *defaults* is told once, not with each node."""
    of_defaults: list[str] = []
    checked(DEFAULTS, defaults, "defaults", of_defaults)
    faults += of_defaults
    told = {fault[len("defaults") :] for fault in of_defaults}
    if not isinstance(given, list):
        faults.append(f"nodes is {given!r}; it must be a list")
        return
    for position, node in enumerate(given):
        name = node.get("name") if isinstance(node, Mapping) else None
        where = f"nodes[{position}] ({name or 'without a name'})"
        own: list[str] = []
        result = checked(NODE, _merged(defaults, node), where, own)
        faults += [fault for fault in own if fault[len(where) :] not in told]
        yield where, result


def _merged(defaults: Any, given: Any) -> Any:
    """Return *given* with what it leaves out from *defaults*; mappings are merged, all else is taken whole."""
    if not isinstance(defaults, Mapping) or not isinstance(given, Mapping):
        return given
    inherited = {name: value for name, value in defaults.items() if name not in given}
    own = {name: _merged(defaults[name], value) if name in defaults else value for name, value in given.items()}
    return {**inherited, **own}


def _images(given: Any, faults: list[str]) -> dict[str, dict]:
    if not isinstance(given, Mapping):
        faults.append(f"images is {given!r}; it must be a mapping of names to images")
        return {}
    return {str(name): checked(IMAGE, image, f"images.{name}", faults) for name, image in given.items()}


def _doubles(nodes: list[tuple[str, dict]]) -> list[str]:
    """Return what two nodes, or one twice, claim for themselves."""
    owners: dict[tuple[str, str], str] = {}
    faults = []
    for where, node in nodes:
        for claim in _claims(node):
            first = owners.setdefault(claim, where)
            if first != where:
                faults.append(f"{where} has the same {claim[0]} as {first}: {claim[1]}")
    return faults


def _claims(node: Mapping[str, Any]) -> set[tuple[str, str]]:
    bmc, links = node.get("bmc", {}), network.links(node.get("network", {}))
    claims = {("name", node.get("name", "")), ("BMC", f"{bmc.get('address', '')} {bmc.get('system', '')}".strip())}
    claims |= {("MAC address", str(mac)) for mac in macs(node)}
    claims |= {("address", str(one).split("/", maxsplit=1)[0]) for link in links for one in link.get("addresses", [])}
    return {claim for claim in claims if claim[1]}


def macs(node: Mapping[str, Any]) -> list[str]:
    """Return the MAC addresses of *node*, of its ports and of its network."""
    cards = [*node.get("ports", []), *node.get("network", {}).get("interfaces", [])]
    return sorted({str(card["mac"]) for card in cards if "mac" in card})


def _bmc_faults(where: str, bmc: Mapping[str, Any]) -> Iterator[str]:
    kind = bmc.get("type")
    if kind in ("redfish", "idrac", "ipmi"):
        if not bmc.get("address"):
            yield f"{where}.bmc lacks `address`, which {kind} needs"
        elif kind != "ipmi" and not str(bmc["address"]).startswith(("https://", "http://")):
            yield f"{where}.bmc.address is {bmc['address']!r}; for {kind} it must be a URL like https://192.0.2.10"
    for name, fits in (("verify", kind != "ipmi"), ("system", kind != "ipmi"), ("port", kind == "ipmi")):
        if name in bmc and not fits:
            yield f"{where}.bmc has `{name}`, which {kind} does not know"


def _secret_faults(where: str, node: Mapping[str, Any], secrets: Collection[str]) -> Iterator[str]:
    asked = {"bmc.secret": node.get("bmc", {}).get("secret"), "rescue_secret": node.get("rescue_secret")}
    for name, secret in asked.items():
        if secret and secret not in secrets:
            yield f"{where}.{name} is {secret!r}, and there is no such secret; {_guess(secret, secrets)}"


def _image_faults(where: str, node: Mapping[str, Any], images: Collection[str]) -> Iterator[str]:
    image = node.get("image")
    if image is not None and image not in images:
        yield f"{where}.image is {image!r}, and the document has no such image; {_guess(image, images)}"


def _boot_faults(where: str, node: Mapping[str, Any]) -> Iterator[str]:
    boot, kind = node.get("interfaces", {}).get("boot"), node.get("bmc", {}).get("type")
    reason = f"interfaces.boot: {boot}" if boot else f"bmc.type: {kind}"
    over_network = boot in NETWORK_BOOT or (boot is None and kind == "ipmi")
    if over_network and not any(port.get("pxe", True) for port in node.get("ports", [])):
        yield f"{where} boots over the network ({reason}) and has no port for that; add it to `ports`"


def _guess(name: str, known: Collection[str]) -> str:
    guess = nearest(name, known)
    return f"did you mean {guess!r}?" if guess else f"known are {', '.join(sorted(known)) or 'none'}"
