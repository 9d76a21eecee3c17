# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The work of the module libvirt_snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import explained, libvirt
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.domains import named, stored_config
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.run import Work, refuse
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.domain import read_domain
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.snapshot import (
    SnapshotPlan,
    plan_snapshot,
    snapshot_xml,
    unfit,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import parse, serialise


def snapshot_work(conn: Any, module: Any) -> Work:
    """Refuse what cannot be taken, then plan one snapshot after the other, for each changes what the next finds."""
    wanted = module.params["snapshots"]
    with explained():
        domains = named(conn)
        refuse(f"snapshot {one['domain']}/{one['name']}: {fault}" for one in wanted for fault in _faults(domains, one))
    for options in wanted:
        domain = domains.get(options["domain"])
        with explained():
            names = domain.snapshotListNames() if domain else []
        try:
            plan = plan_snapshot(options, names)
        except ValueError as error:
            raise ValueError(f"snapshot {options['domain']}/{options['name']}: {error}") from error
        yield plan, partial(_apply, domain, plan, options)


def _faults(domains: dict[str, Any], options: dict) -> Iterator[str]:
    domain = domains.get(options["domain"])
    if domain is None:
        yield from [] if options["state"] == "absent" else ["there is no such domain"]
    elif options["state"] == "present" and options["name"] not in domain.snapshotListNames():
        yield from unfit(options, read_domain(parse(stored_config(domain))).get("disks", []))


def _apply(domain: Any, plan: SnapshotPlan, options: dict) -> None:
    with explained():
        _ACTIONS[plan.action](domain, options)


def _create(domain: Any, options: dict) -> None:
    flags = libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_ATOMIC if options["disk_only"] else 0
    flags |= libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY if options["disk_only"] else 0
    flags |= libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE if options["quiesce"] else 0
    domain.snapshotCreateXML(serialise(snapshot_xml(options)), flags)


def _delete(domain: Any, options: dict) -> None:
    flags = libvirt.VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN if options["children"] else 0
    domain.snapshotLookupByName(options["name"]).delete(flags)


def _revert(domain: Any, options: dict) -> None:
    flags = libvirt.VIR_DOMAIN_SNAPSHOT_REVERT_FORCE if options["force"] else 0
    domain.revertToSnapshot(domain.snapshotLookupByName(options["name"]), flags)


_ACTIONS = {"create": _create, "delete": _delete, "revert": _revert}
