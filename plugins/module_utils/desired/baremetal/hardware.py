# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a machine has, in brief, from what Ironic's inspection found; and which disk a root device rule means."""

from __future__ import annotations

import operator
import re
from collections.abc import Mapping
from typing import Any

GIB = 2**30
# Of ironic-python-agent, for a node without a rule ("get_os_install_device").
LEAST_ROOT = 4 * GIB
COMPARISONS = {
    "": operator.eq,
    "=": operator.eq,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def summary(found: Mapping[str, Any] | None, at: str) -> dict[str, Any]:
    """Return an inspection's result in brief; *found* is Ironic's node inventory, *at* when it ended.

    Sizes of disks are in bytes, of memory in MiB, speeds in Mbit/s.
    """
    inventory = (found or {}).get("inventory") or {}
    plugin = (found or {}).get("plugin_data") or {}
    system, cpu = inventory.get("system_vendor") or {}, inventory.get("cpu") or {}
    return {
        "inspected": at,
        "vendor": system.get("manufacturer") or "",
        "product": system.get("product_name") or "",
        "serial": system.get("serial_number") or "",
        "firmware": (system.get("firmware") or {}).get("version") or "",
        "cpus": cpu.get("count") or 0,
        "cpu_model": cpu.get("model_name") or "",
        "memory": (inventory.get("memory") or {}).get("physical_mb") or 0,
        "boot_mode": (inventory.get("boot") or {}).get("current_boot_mode") or "",
        "disks": [_disk(disk) for disk in inventory.get("disks") or []],
        "interfaces": [_card(card, plugin) for card in inventory.get("interfaces") or []],
    }


def _disk(disk: Mapping[str, Any]) -> dict[str, Any]:
    wanted = ("name", "size", "model", "vendor", "serial", "wwn", "rotational", "hctl", "by_path")
    return {name: disk.get(name) for name in wanted if disk.get(name) is not None}


def _card(card: Mapping[str, Any], plugin: Mapping[str, Any]) -> dict[str, Any]:
    parsed = (plugin.get("parsed_lldp") or {}).get(card.get("name")) or {}
    found = {
        "name": card.get("name"),
        "mac": str(card.get("mac_address") or "").lower(),
        "address": card.get("ipv4_address") or card.get("ipv6_address"),
        "link": card.get("has_carrier"),
        "speed": card.get("speed_mbps"),
        "vendor": card.get("vendor"),
        "product": card.get("product"),
        "switch": parsed.get("switch_system_name") or parsed.get("switch_chassis_id"),
        "switch_port": parsed.get("switch_port_id") or parsed.get("switch_port_description"),
    }
    return {name: value for name, value in found.items() if value is not None}


def root_device_fault(rule: Mapping[str, Any] | None, found: Mapping[str, Any]) -> str | None:
    """Return why no disk of *found* (a summary) can take the system by *rule*, None where one can or none is known."""
    disks = found.get("disks") or []
    if not disks:
        return None
    if rule:
        usable = [disk for disk in disks if matches(rule, disk)]
        asked = "root_device asks for " + ", ".join(f"{name} {value}" for name, value in rule.items())
    else:
        usable = [disk for disk in disks if int(disk.get("size") or 0) >= LEAST_ROOT]
        asked = f"a system needs a disk of {LEAST_ROOT // GIB} GiB"
    if usable:
        return None
    return f"{asked}, and the machine has none such; it has {', '.join(map(describe, disks))}"


def matches(rule: Mapping[str, Any], disk: Mapping[str, Any]) -> bool:
    """Return whether *disk* is one that *rule* means, as ironic-python-agent decides ("find_devices_by_hints")."""
    return all(_size(value, disk) if name == "size" else _text(name, value, disk) for name, value in rule.items())


def _size(rule: str, disk: Mapping[str, Any]) -> bool:
    sign, gib = re.fullmatch(r"(\D*?)\s*(\d+)", rule).groups()  # type: ignore[union-attr]
    return bool(COMPARISONS[sign](int(disk.get("size") or 0) // GIB, int(gib)))


def _text(name: str, value: Any, disk: Mapping[str, Any]) -> bool:
    return str(disk.get(name, "")).lower() == str(value).lower()


def describe(disk: Mapping[str, Any]) -> str:
    """Return *disk* for people."""
    details = [
        f"{int(disk.get('size') or 0) / GIB:.0f} GiB",
        *(str(disk[name]) for name in ("model", "serial") if disk.get(name)),
    ]
    return f"{disk.get('name', 'a disk')} ({', '.join(details)})"
