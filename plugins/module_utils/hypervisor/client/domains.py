# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Domains of a hypervisor: read them, and apply a plan to one."""

from __future__ import annotations

import time
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor import overlay
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import (
    HypervisorError,
    code,
    explained,
    libvirt,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.guest import apply_live, wait
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.domain_plan import (
    Actual,
    DomainPlan,
    plan_restart,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import parse, serialise

ASK_AGAIN = 15  # seconds between two requests to power off
# virDomainState, https://libvirt.org/html/libvirt-libvirt-domain.html#virDomainState
STATES = {
    0: "running",
    1: "running",
    2: "running",
    3: "paused",
    4: "running",
    5: "shutoff",
    6: "shutoff",
    7: "pmsuspended",
}


def named(conn: Any) -> dict[str, Any]:
    """All domains by name."""
    return {domain.name(): domain for domain in conn.listAllDomains()}


def actual(domain: Any) -> Actual:
    """A domain as it is stored and as it runs."""
    running = bool(domain.isActive())
    return Actual(
        config=parse(stored_config(domain)),
        live=parse(domain.XMLDesc()) if running else None,
        state=state(domain),
        autostart=bool(domain.isPersistent() and domain.autostart()),
        persistent=bool(domain.isPersistent()),
    )


def state(domain: Any) -> str:
    return STATES[domain.state()[0]]


def stored_config(domain: Any) -> str:
    """The stored XML with its secrets, without which writing it back would drop them."""
    return domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE)


def apply(conn: Any, domain: Any, plan: DomainPlan, options: dict) -> Any | None:
    """Make a planned change; returns the domain.

    A new domain that fails to start, and a change that fails or with which the guest does not start, are taken back
    before HypervisorError is raised.
    """
    with explained():
        if plan.removed:
            _remove(domain, plan, options)
            return None
        was = actual(domain) if domain is not None else None
        if plan.xml is not None:
            domain = conn.defineXML(serialise(plan.xml))
        try:
            apply_live(domain, plan, options, stored_config)
            plan_restart(plan, options, state(domain))
            _switch(domain, plan.power, options)
        except (libvirt.libvirtError, HypervisorError):
            _take_back(conn, domain, plan, was)
            raise
        if plan.autostart is not None:
            domain.setAutostart(int(plan.autostart))
        _check_overlay(domain, plan, options)
        return domain


def _take_back(conn: Any, domain: Any, plan: DomainPlan, was: Actual | None) -> None:
    """Have the domain as it was: absent, or as it was stored; running or paused again if it had been shut down.

    One that was paused had to run to hear that it is to shut down.
    """
    if was is None:
        if domain.isActive():
            domain.destroy()
        domain.undefineFlags(_undefine_flags(domain, nvram=True))
    elif plan.xml is not None and was.persistent:
        conn.defineXML(serialise(was.config))
        if was.live is not None and not domain.isActive():
            _POWER["start_paused" if was.state == "paused" else "start"](domain)
    if was is not None and was.state == "paused" and state(domain) == "running":
        domain.suspend()


def _switch(domain: Any, power: list[str], options: dict) -> None:
    for action in power:
        if action == "shutdown":
            shut_down(domain, options["shutdown_timeout"], options["force"])
        else:
            _POWER[action](domain)


_POWER = {
    "start": lambda domain: domain.create(),
    "start_paused": lambda domain: domain.createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED),
    "resume": lambda domain: domain.resume(),
    "suspend": lambda domain: domain.suspend(),
    "wakeup": lambda domain: domain.pMWakeup(),
}


def shut_down(domain: Any, timeout: int, force: bool) -> None:
    """Ask the guest to power off, repeatedly, for one that boots does not listen; cut its power only with ``force``."""
    end = time.monotonic() + timeout
    while (left := end - time.monotonic()) > 0:
        domain.shutdown()
        if wait(lambda: _is_off(domain), min(left, ASK_AGAIN)):
            return
    if not force:
        raise HypervisorError(
            f"the guest did not shut down within {timeout} s; raise shutdown_timeout, or set force to cut its power"
        )
    domain.destroy()


def _is_off(domain: Any) -> bool:
    """Whether a domain stands still; one that is not persistent is gone by then."""
    try:
        return not domain.isActive()
    except libvirt.libvirtError as error:
        if code(error) == libvirt.VIR_ERR_NO_DOMAIN:
            return True
        raise


def _remove(domain: Any, plan: DomainPlan, options: dict) -> None:
    persistent = domain.isPersistent()
    _switch(domain, plan.power, options)
    if persistent:
        domain.undefineFlags(_undefine_flags(domain, nvram=bool(options.get("remove_volumes"))))


def _undefine_flags(domain: Any, nvram: bool) -> int:
    """The flags for what the domain has beside its XML; drivers refuse flags that do not concern them."""
    flags = 0
    if domain.hasManagedSaveImage():
        flags |= libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE
    if domain.snapshotNum():
        flags |= libvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA
    if parse(domain.XMLDesc()).find("os/nvram") is not None:
        flags |= libvirt.VIR_DOMAIN_UNDEFINE_NVRAM if nvram else libvirt.VIR_DOMAIN_UNDEFINE_KEEP_NVRAM
    return flags


def _check_overlay(domain: Any, plan: DomainPlan, options: dict) -> None:
    if plan.xml is None or not options.get("xml_overlay"):
        return
    lost = overlay.missing(parse(stored_config(domain)), parse(options["xml_overlay"]))
    if lost:
        plan.warnings.append(
            f"domain {plan.name}: libvirt did not store the overlay's {', '.join(lost)} as written; write it as"
            " 'virsh dumpxml --inactive' shows it, or each run will find it changed"
        )
