# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Changes to a running guest."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any, Callable
from xml.etree.ElementTree import Element

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import (
    code,
    libvirt,
    message,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.domain_plan import DomainPlan
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.guest import Step, device_element, ordered
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.plan import RESTART, label
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.tags import NAMESPACE, PREFIX, tags_element
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import parse, serialise

DETACH_TIMEOUT = 30  # seconds a guest has to let go of a device
BALLOON_TIMEOUT = 10  # seconds a guest has to take or give memory


class UnwillingError(Exception):
    """A guest does not do what it was asked to."""


def apply_live(domain: Any, plan: DomainPlan, options: dict, stored_config: Callable[[Any], str]) -> None:
    """Take the plan's steps; one that libvirt cannot take while the guest runs waits for its restart."""
    config = parse(stored_config(domain)) if any(step.action == "attach" for step in plan.steps) else None
    for step in ordered(plan.steps):
        try:
            _ACTIONS[step.action](domain, _with_element(step, options, config))
        except UnwillingError as error:
            _postpone(plan, step, str(error))
        except libvirt.libvirtError as error:
            if not _waits(error):
                raise
            _postpone(plan, step, message(error))


def _with_element(step: Step, options: dict, config: Element | None) -> Step:
    if step.action != "attach" or config is None:
        return step
    return step._replace(value=device_element(step.path[0], options, config, step.path[1]))


def _waits(error: Any) -> bool:
    """Whether the error says that it cannot be done while the guest runs, as for want of a PCI slot."""
    never_live = (
        libvirt.VIR_ERR_NO_SUPPORT,
        libvirt.VIR_ERR_OPERATION_UNSUPPORTED,
        libvirt.VIR_ERR_CONFIG_UNSUPPORTED,
        libvirt.VIR_ERR_OPERATION_INVALID,
    )
    return code(error) in never_live or "No more available PCI slots" in message(error)


def _postpone(plan: DomainPlan, step: Step, reason: str) -> None:
    """What could not be changed in the running guest waits for its restart."""
    where = label(step.path)
    plan.restart_needed = True
    plan.warnings.append(f"domain {plan.name}: {where} waits for a restart: {reason}")
    stored = plan.xml is not None  # else an earlier run stored it, and this one changed nothing
    plan.changes = [
        replace(one, effect=RESTART) if one.path.startswith(where) else one
        for one in plan.changes
        if stored or not one.path.startswith(where)
    ]


def _set(domain: Any, step: Step) -> None:
    _SETTERS[step.path[0]](domain, step.value)


def _set_memory(domain: Any, size: int) -> None:
    """A guest takes and gives memory in its own time, and only with a driver for it."""
    domain.setMemoryFlags(size // 1024, libvirt.VIR_DOMAIN_AFFECT_LIVE)
    if not wait(lambda: domain.info()[2] == size // 1024, BALLOON_TIMEOUT):
        raise UnwillingError(f"the guest has {domain.info()[2] * 1024} bytes after {BALLOON_TIMEOUT} s")


def _set_tags(domain: Any, tags: dict) -> None:
    text = serialise(tags_element(tags)) if tags else None
    domain.setMetadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, text, PREFIX, NAMESPACE, libvirt.VIR_DOMAIN_AFFECT_LIVE)


def _set_text(kind: str) -> Callable[[Any, str], Any]:
    return lambda domain, text: domain.setMetadata(
        getattr(libvirt, f"VIR_DOMAIN_METADATA_{kind}"), text, None, None, libvirt.VIR_DOMAIN_AFFECT_LIVE
    )


_SETTERS: dict[str, Callable[[Any, Any], Any]] = {
    "vcpus": lambda domain, count: domain.setVcpusFlags(count, libvirt.VIR_DOMAIN_AFFECT_LIVE),
    "memory": _set_memory,
    "title": _set_text("TITLE"),
    "description": _set_text("DESCRIPTION"),
    "tags": _set_tags,
}


def _attach(domain: Any, step: Step) -> None:
    domain.attachDeviceFlags(serialise(step.value), libvirt.VIR_DOMAIN_AFFECT_LIVE)


def _update(domain: Any, step: Step) -> None:
    domain.updateDeviceFlags(serialise(step.value), libvirt.VIR_DOMAIN_AFFECT_LIVE)


def _detach(domain: Any, step: Step) -> None:
    """A guest lets go of a device in its own time; only then it is gone."""
    domain.detachDeviceFlags(serialise(step.value), libvirt.VIR_DOMAIN_AFFECT_LIVE)
    alias = step.value.find("alias")
    name = alias.get("name") if alias is not None else None
    if not wait(lambda: f"<alias name='{name}'/>" not in domain.XMLDesc(), DETACH_TIMEOUT):
        raise UnwillingError(f"the guest has not let go of it within {DETACH_TIMEOUT} s")


_ACTIONS = {"set": _set, "attach": _attach, "update": _update, "detach": _detach}


def wait(condition: Callable[[], bool], timeout: float) -> bool:
    """Whether the condition came true within ``timeout`` seconds."""
    end = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.25)
    return True
