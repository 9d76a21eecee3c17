# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What is wrong within a domain's options, whatever the hypervisor has."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor import overlay
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.checks import malformed
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.domain import FIELDS


def wrong(options: dict) -> Iterator[str]:
    """What is malformed, or contradicts itself, within a domain's options."""
    faults = malformed(FIELDS, options)
    yield from faults or _contradictions(options)


def _contradictions(options: dict) -> Iterator[str]:
    yield from _wrong_sizes(options)
    yield from _wrong_devices(options)
    fault = overlay.fault(options["xml_overlay"], "domain") if options.get("xml_overlay") else None
    if fault:
        yield f"xml_overlay: {fault}"
    if options.get("secure_boot") and options.get("firmware") != "efi":
        yield "secure_boot needs firmware: efi"


def _wrong_sizes(options: dict) -> Iterator[str]:
    cpu = options.get("cpu") or {}
    topology: list[Any] = [cpu.get(name) for name in ("sockets", "cores", "threads")]
    count = options.get("vcpus_max") or options.get("vcpus")
    if any(topology) and None in topology:
        yield "cpu: sockets, cores and threads go together"
    elif any(topology) and count and math.prod(topology) != count:
        yield f"cpu: {'*'.join(map(str, topology))} are {math.prod(topology)} virtual CPUs, not {count}"
    for name in ("memory", "vcpus"):
        most, now = options.get(f"{name}_max"), options.get(name)
        if most and now and now > most:
            yield f"{name} is more than {name}_max"


def _wrong_devices(options: dict) -> Iterator[str]:
    for disk in options.get("disks") or []:
        if bool(disk.get("pool")) != bool(disk.get("volume")):
            yield f"disks[{disk['target']}]: pool and volume go together"
    for place, device in enumerate(options.get("hostdevs") or []):
        if not (device.get("pci") or device.get("usb")):
            yield f"hostdevs[{place}]: give its address, pci or usb"
