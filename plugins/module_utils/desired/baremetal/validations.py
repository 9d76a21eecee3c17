# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What is looked at in a machine before it is used: its document against what Ironic and its inspection know of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.document import macs
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.found import Found
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.hardware import (
    describe,
    matches,
    root_device_fault,
)

Node = Mapping[str, Any]
Hardware = Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """What is not as it should be, and what to do about it; *status* is `warn` or `fail`."""

    status: str
    text: str


@dataclass(frozen=True)
class Validation:
    """One thing to look at; *judge* yields its findings, and what has none passes."""

    name: str
    description: str
    judge: Callable[[Node, Hardware], Iterator[Finding]]


def warn(text: str) -> Finding:
    """Return a finding that an operator should know of, and that a cloud can live with."""
    return Finding("warn", text)


def fail(text: str) -> Finding:
    """Return a finding with which the machine will not do."""
    return Finding("fail", text)


def bmc(found: Found) -> Iterator[Finding]:
    """Yield what keeps Ironic from the machine."""
    if found.raw.get("fault") == "power failure":
        reason = found.raw.get("maintenance_reason") or "no reason is given"
        yield fail(f"Ironic has lost its BMC: {reason}; once it answers, Ironic goes on by itself")
    elif found.raw.get("maintenance"):
        reason = found.raw.get("maintenance_reason") or "no reason is given"
        yield warn(f"it is in maintenance ({reason}); nothing can be done with it until that ends")
    if found.state == "enroll":
        reason = found.raw.get("last_error") or "nobody has asked for it yet"
        yield fail(f"its BMC is not verified: {reason}; bring the node to `manageable`")


def _cards(hardware: Hardware) -> dict[str, Mapping[str, Any]]:
    return {card["mac"]: card for card in hardware.get("interfaces", [])}


def _known(node: Node, hardware: Hardware) -> Iterator[Finding]:
    for mac in macs(node):
        if mac not in _cards(hardware):
            there = ", ".join(_cards(hardware)) or "none"
            yield fail(
                f"no card has the MAC address {mac} (it has {there}); correct the document, or it is another machine"
            )


def _links(node: Node, hardware: Hardware) -> Iterator[Finding]:
    for mac in macs(node):
        card = _cards(hardware).get(mac, {})
        if card.get("link") is False:
            yield fail(f"{_card(card)} has no link; look at its cable, and whether the switch's port is on")


def _speeds(node: Node, hardware: Hardware) -> Iterator[Finding]:
    for port in node.get("ports", []):
        card = _cards(hardware).get(port["mac"], {})
        least, speed = port.get("speed"), card.get("speed")
        if least and card and speed is None:
            yield warn(f"the speed of {_card(card)} is not known, and {least} Mbit/s are asked for; look at the switch")
        elif least and card and speed < least:
            yield fail(f"{_card(card)} has {speed} Mbit/s, and {least} are asked for; look at cable and switch")


def _bonds(node: Node, hardware: Hardware) -> Iterator[Finding]:
    network = node.get("network", {})
    of_name = {card["name"]: _cards(hardware).get(card["mac"], {}) for card in network.get("interfaces", [])}
    for bond in network.get("bonds", []):
        speeds = {name: of_name.get(name, {}).get("speed") for name in bond["members"]}
        if len({speed for speed in speeds.values() if speed}) > 1:
            told = ", ".join(f"{name} {speed}" for name, speed in speeds.items())
            yield warn(
                f"the members of {bond['name']} differ in speed (Mbit/s): {told}; a bond is as fast as its slowest"
            )


def _neighbours(node: Node, hardware: Hardware) -> Iterator[Finding]:
    for port in node.get("ports", []):
        card = _cards(hardware).get(port["mac"], {})
        planned = {name: port[name] for name in ("switch", "switch_port") if name in port}
        seen = {name: card[name] for name in planned if name in card}
        if not planned or not card:
            continue
        if not seen:
            yield warn(f"no switch has said by LLDP where {_card(card)} is plugged in; turn LLDP on at its port")
        elif seen != planned:
            yield fail(
                f"{_card(card)} is plugged into {_place(seen)}, and not into {_place(planned)}; replug or correct it"
            )


def _root_device(node: Node, hardware: Hardware) -> Iterator[Finding]:
    rule, disks = node.get("root_device"), hardware.get("disks", [])
    fault = root_device_fault(rule, hardware)
    fitting = [disk for disk in disks if rule and matches(rule, disk)]
    if not disks:
        yield warn(
            "its disks are not known; without them the rule for the system's disk is tried only when it is deployed"
        )
    elif fault:
        yield fail(f"{fault}; correct the rule, or add a disk")
    elif len(fitting) > 1:
        yield warn(f"root_device fits several disks: {', '.join(map(describe, fitting))}; add what tells them apart")


def _firmware(node: Node, hardware: Hardware) -> Iterator[Finding]:
    seen, wanted = hardware.get("boot_mode"), node["boot_mode"]
    if seen and seen != wanted:
        yield fail(f"it booted by {seen}, and `boot_mode` is {wanted}; correct that, or the firmware's settings")
    allowed, version = node.get("requires", {}).get("firmware"), hardware.get("firmware")
    if allowed and not version:
        yield warn(f"the version of its firmware is not known, and one of {', '.join(allowed)} is asked for")
    elif allowed and version not in allowed:
        yield fail(f"its firmware is {version}; bring it to one of {', '.join(allowed)}")


def _size(node: Node, hardware: Hardware) -> Iterator[Finding]:
    required = node.get("requires", {})
    has = {
        "cpus": hardware.get("cpus") or 0,
        "memory": (hardware.get("memory") or 0) // 1024,
        "disks": len(hardware.get("disks", [])),
    }
    for name, least in required.items():
        if name in has and has[name] < least:
            unit = " GiB" if name == "memory" else ""
            yield fail(f"{name}: it has {has[name]}{unit}, and at least {least} are asked for; is something broken?")


VALIDATIONS = (
    Validation("size", "It has the CPUs, the memory and the disks that `requires` asks for.", _size),
    Validation("firmware", "It boots as `boot_mode` says, and its firmware is one that `requires` allows.", _firmware),
    Validation("root_device", "One disk, and only one, is the system's by `root_device`.", _root_device),
    Validation("cards", "Every card of the document is in it.", _known),
    Validation("links", "Every card of the document has a link.", _links),
    Validation("speeds", "Every port is at least as fast as its `speed`.", _speeds),
    Validation("bonds", "The members of each bond are of one speed.", _bonds),
    Validation("neighbours", "Every port is plugged in as `switch` and `switch_port` say, seen by LLDP.", _neighbours),
)


def _card(card: Mapping[str, Any]) -> str:
    return f"card {card.get('name')} ({card['mac']})"


def _place(place: Mapping[str, str]) -> str:
    return " ".join(place.values())
