# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The frame of the libvirt modules: connect, plan every item, make the changes, report."""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from typing import Any, Callable

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import (
    IMPORT_ERROR,
    HypervisorError,
    connection,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.plan import Plan

URI = {"uri": {"type": "str", "default": "qemu:///system"}}

# A plan, and what makes its changes.
Work = Iterable[tuple[Plan, Callable[[], Any]]]


def new_module(items: str, spec: dict) -> AnsibleModule:
    """A module whose option ``items`` is a list of dictionaries with this spec."""
    return AnsibleModule(
        argument_spec={**URI, items: {"type": "list", "elements": "dict", "required": True, **spec}},
        supports_check_mode=True,
    )


def run(module: AnsibleModule, items: str, work: Callable[[Any, AnsibleModule], Work]) -> None:
    """Do the ``work`` that a function finds on a connection; never returns."""
    require_libvirt(module)
    done: list[Plan] = []
    try:
        with connection(module.params["uri"]) as conn:
            for plan, apply in work(conn, module):
                if plan.changed and not module.check_mode:
                    _apply(plan, apply)
                done.append(plan)
    except (HypervisorError, ValueError) as error:
        module.fail_json(msg=str(error), **_result(items, done))
    for plan in done:
        for warning in plan.warnings:
            module.warn(warning)
    module.exit_json(**_result(items, done))


def require_libvirt(module: AnsibleModule) -> None:
    """Fail with what to install where libvirt-python is missing."""
    if IMPORT_ERROR is not None:
        trace = "".join(traceback.format_exception(None, IMPORT_ERROR, IMPORT_ERROR.__traceback__))
        module.fail_json(msg=missing_required_lib("libvirt-python (package python3-libvirt)"), exception=trace)


def refuse(faults: Iterable[str]) -> None:
    """Raise ValueError with all that is wrong, before anything is changed."""
    faults = list(faults)
    if faults:
        raise ValueError("; ".join(faults))


def twice(kind: str, names: list[str]) -> list[str]:
    """A fault for each name that the list gives more than once."""
    return [f"the {kind} {name} is given twice" for name in sorted(set(names)) if names.count(name) > 1]


def _apply(plan: Plan, apply: Callable[[], Any]) -> None:
    try:
        apply()
    except (HypervisorError, ValueError) as error:
        raise HypervisorError(f"{plan.kind} {plan.name}: {error}") from error


def _result(items: str, done: list[Plan]) -> dict:
    return {
        "changed": any(plan.changed for plan in done),
        items: [plan.result() for plan in done],
        "diff": [plan.diff() for plan in done if plan.changed],
    }
