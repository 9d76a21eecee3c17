# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A host is given what containers of the cloud need, or has it taken back."""

from __future__ import annotations

from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired import host
from ansible_collections.stackwright.cloud.plugins.module_utils.host import packages, settings, system


def prepare(options: dict[str, Any], check: bool) -> dict[str, Any]:
    """Compare this host with *options*, those of `stackwright.cloud.host`, act, and return the module's result."""
    try:
        facts = {**system.gather(), "sysctls": {name: settings.sysctl(name) for name in options["sysctls"]}}
        act = _present if options["state"] == "present" else _absent
        changes = act(options, facts, check)
    except host.HostError as error:
        return {"failed": True, "msg": str(error)}
    return {
        "changed": bool(changes),
        "changes": [change.as_entry() for change in changes],
        "plan": [change.as_line() for change in changes],
        "diff": _diff(changes),
    }


def _present(options: dict[str, Any], facts: dict[str, Any], check: bool) -> list[host.Change]:
    """Return the changes that the host needs, made unless in *check* mode."""
    family, record = facts["distribution"]["family"], settings.load_record()
    owned = [change.name for change in record if change.kind == "sysctl"]
    state = host.wanted(facts, options, owned)
    changes = host.changes(state, settings.look(state, family), record)
    if changes and not check:
        # Recorded first: a run that is killed half-way leaves nothing that is not taken back.
        settings.keep_record(host.with_changes(record, changes))
        new = [change.name for change in changes if change.kind == "package"]
        if new:
            came = [host.Change("package", name, None, "present") for name in sorted(packages.install(family, new))]
            settings.keep_record(host.with_changes(record, changes + came))
        settings.apply(changes)
    return changes


def _absent(options: dict[str, Any], facts: dict[str, Any], check: bool) -> list[host.Change]:
    """Return the changes that take back what was given, made unless in *check* mode."""
    changes = host.reversal(settings.load_record(), options["remove_packages"])
    if changes and not check:
        settings.apply(changes)
        gone = [change.name for change in changes if change.kind == "package"]
        if gone:
            packages.remove(facts["distribution"]["family"], gone)
        settings.keep_record([])
    return changes


def _diff(changes: list[host.Change]) -> list[dict[str, str]]:
    """Return each file's text before and after, and all other changes as lines."""
    files = [change for change in changes if change.kind == "file"]
    lines = "".join(f"{change.as_line()}\n" for change in changes if change.kind != "file")
    texts = [
        {
            "before": change.before or "",
            "after": change.after or "",
            "before_header": change.name,
            "after_header": change.name,
        }
        for change in files
    ]
    return texts + ([{"before": "", "after": lines}] if lines else [])
