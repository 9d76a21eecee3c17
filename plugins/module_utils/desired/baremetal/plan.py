# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a run would do with each node, and what it would leave alone and say so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.document import Document, NodesError
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.found import Found
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.states import RUNNING
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.steps import Path, Request, path
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.wanted import Undescribed, Wanted
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.nearest import unknown_names


@dataclass(frozen=True)
class Known:
    """What Ironic has: its nodes by name, and for each MAC address of a port the name of its node."""

    nodes: Mapping[str, Found]
    owners: Mapping[str, str]


def known(nodes: Iterable[Mapping[str, Any]], ports: Iterable[Mapping[str, Any]]) -> Known:
    """Return what Ironic's lists of *nodes* and *ports* say; a node without a name goes by its UUID."""
    names = {str(node["uuid"]): str(node.get("name") or node["uuid"]) for node in nodes}
    of_node: dict[str, dict] = {}
    for port in ports:
        of_node.setdefault(names.get(port["node_uuid"], port["node_uuid"]), {})[port["address"]] = port
    found = {names[str(node["uuid"])]: Found(node, of_node.get(names[str(node["uuid"])], {})) for node in nodes}
    return Known(found, {mac: name for name, its in of_node.items() for mac in its})


def chosen(document: Document, secrets: Mapping[str, str], names: Collection[str], state: str = "") -> list[Wanted]:
    """Return the nodes of *document* that *names* limit a run to (all, without), brought to *state* where one is given.

    Raises NodesError.
    """
    faults = unknown_names(names, document.nodes, "nodes")
    nodes = [
        Wanted(
            {**entry, "state": state or entry["state"]},
            secrets.get(entry["bmc"].get("secret", ""), ""),
            secrets.get(entry.get("rescue_secret", ""), ""),
            document.images.get(entry.get("image", "")),
        )
        for name, entry in document.nodes.items()
        if not names or name in names
    ]
    for node in nodes:
        if node.image is None and node.state in ("active", "rescue"):
            faults.append(f"{node.name} lacks `image`, which a node that is to be {node.state} needs")
        if node.state == "rescue" and not node.rescue_password:
            faults.append(f"{node.name} lacks `rescue_secret`, which a node that is to be in its rescue system needs")
    if faults:
        raise NodesError(faults)
    return nodes


def as_known(there: Known, names: Collection[str], state: str) -> list[Wanted]:
    """Return the nodes *names* as Ironic knows them, to be brought to *state*; raise NodesError."""
    if faults := unknown_names(names, there.nodes, "nodes"):
        raise NodesError(faults)
    kept = {"inspect": False, "clean": "metadata"}
    return [Undescribed({**kept, "name": name, "state": state, "mark": there.nodes[name].mark}) for name in names]


def plan(nodes: Iterable[Wanted], there: Known, request: Request) -> list[Path]:
    """Return the steps of every node."""
    return [_path(node, there, request) for node in nodes]


def _path(wanted: Wanted, there: Known, request: Request) -> Path:
    result = path(wanted, there.nodes.get(wanted.name), request)
    taken = [
        f"{mac} belongs to {there.owners[mac]}"
        for mac in wanted.ports()
        if there.owners.get(mac, wanted.name) != wanted.name and wanted.state != "absent"
    ]
    if taken:
        reason = f"Ironic has its MAC address with another node: {', '.join(taken)}; correct one of them"
        return replace(result, steps=[], stuck=reason)
    return result


def remarks(paths: Iterable[Path]) -> Iterator[str]:
    """Yield what differs and is left alone, since an instance would be lost by changing it."""
    for one in paths:
        if one.found is None or one.found.state not in RUNNING or any(step.name == "rebuild" for step in one.steps):
            continue
        mark, image = one.found.mark, (one.wanted.image or {}).get("source")
        if image and mark.get("image") not in (None, image):
            yield f"{one.wanted.name} runs {mark['image']} and not {image}; action `rebuild` deploys that"
        if one.wanted.settings() and one.wanted.settings() != mark.get("settings"):
            yield f"{one.wanted.name} runs without the RAID or firmware settings of the document; undeploy it for them"
