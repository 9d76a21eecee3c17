# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The next step of a node towards what it is to be: a state machine over Ironic's, without memory.

Whatever an earlier run left behind is a state like any other, so a run that was killed is gone on with by the next.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.differences import (
    Difference,
    applied,
    differences,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.found import Found
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.hardware import root_device_fault
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.states import (
    BEGINNING,
    BROKEN,
    DELETABLE,
    FORGIVABLE,
    HELD,
    PASSING,
    RUNNING,
    VERBS,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.wanted import Wanted

# What an operator may ask for beside what the document says, once.
ACTIONS = ("inspect", "erase", "rebuild", "reboot", "replace")


@dataclass(frozen=True)
class Step:
    """One thing to do with a node; *name* is one of `VERBS` or of the names in this file."""

    name: str
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Request:
    """What a run is asked for: whether instances may be undeployed, and an action that is still to be done."""

    undeploy: bool = False
    action: str = ""


class StuckError(Exception):
    """A node cannot go on without its operator; the message says why."""


WAIT = Step("wait")
# Steps that are noted once they have succeeded: Ironic does not tell afterwards.
NOTED_AFTER = ("configure", "erase", "undeploy")


def next_step(wanted: Wanted, found: Found | None, request: Request) -> Step | None:
    """Return what is to be done next, WAIT while Ironic is at work, None when the node is as it should be.

    Raises StuckError.
    """
    if found is None:
        return None if wanted.state == "absent" else Step("enrol")
    if found.state in PASSING:
        return WAIT
    if found.state in HELD:
        raise StuckError(
            f"it is in {found.state!r}: somebody stopped it there, and has to let it go on (verb `unhold`)"
        )
    if request.action == "replace":
        return Step("forget")
    step = _changed(wanted, found) or _onward(wanted, found, request)
    return _allowed(step, wanted, found)


def _changed(wanted: Wanted, found: Found) -> Step | None:
    if wanted.state == "absent":
        return None
    if wanted.state == "retired" and found.state == "available":
        # Ironic retires nothing that Nova may choose at that moment.
        return Step("manage")
    changes = differences(wanted, found)
    return Step("update", changes) if changes else None


def _allowed(step: Step | None, wanted: Wanted, found: Found) -> Step | None:
    """Return *step* where the node's maintenance lets it be done."""
    if step is None or step.name == "update" or not found.raw.get("maintenance"):
        return step
    if wanted.entry.get("maintenance"):
        return None
    if found.raw.get("fault") in FORGIVABLE:
        return Step("resume")
    reason = found.raw.get("maintenance_reason") or found.raw.get("fault") or "no reason is given"
    raise StuckError(f"it is in maintenance ({reason}); end that with `maintenance: ''` once the reason is gone")


def _onward(wanted: Wanted, found: Found, request: Request) -> Step | None:
    if wanted.state in ("active", "rescue") and found.state in RUNNING:
        return _running(wanted, found, request)
    if found.state in RUNNING and not request.undeploy:
        raise StuckError(
            f"it is {found.state} and should be {wanted.state}, which would destroy what is on its disks; "
            "say `undeploy: true` if that is meant"
        )
    if wanted.state == "absent":
        return Step("delete" if found.state in DELETABLE else "undeploy")
    if found.state in RUNNING or found.state == "error":
        return Step("undeploy")
    if found.state in BROKEN:
        return Step("deploy" if wanted.state in ("active", "rescue") else "undeploy")
    if found.state in BEGINNING:
        return Step(BEGINNING[found.state])
    return _idle(wanted, found, request)


def _running(wanted: Wanted, found: Found, request: Request) -> Step | None:
    if request.action in ("inspect", "erase"):
        raise StuckError(f"it is {found.state}; {request.action} is for nodes without an instance")
    if request.action == "rebuild":
        return Step("rebuild")
    if found.state == "service failed":
        raise StuckError("its servicing failed; abort that before anything else (verb `abort`)")
    if wanted.state == "rescue":
        return None if found.state == "rescue" else Step("rescue")
    if found.state != "active":
        return Step("unrescue")
    return _power(wanted, found, request)


def _idle(wanted: Wanted, found: Found, request: Request) -> Step | None:
    """Return what to do with a node that is manageable or available."""
    if request.action == "rebuild":
        raise StuckError(f"it is {found.state}; there is no instance to rebuild")
    manageable = found.state == "manageable"
    if _unknown_hardware(wanted, found):
        return Step("record")
    preparing = _preparation(wanted, found, request)
    if preparing:
        return Step(preparing if manageable else "manage")
    fault = root_device_fault(wanted.entry.get("root_device"), found.hardware or {})
    if fault and wanted.state != "retired":
        raise StuckError(fault)
    if wanted.state in ("manageable", "retired"):
        return _power(wanted, found, request) if manageable else Step("manage")
    if manageable:
        return Step("provide")
    return _power(wanted, found, request) if wanted.state == "available" else Step("deploy")


def _unknown_hardware(wanted: Wanted, found: Found) -> bool:
    return bool(wanted.entry["inspect"] and found.raw.get("inspection_finished_at") and found.hardware is None)


def _preparation(wanted: Wanted, found: Found, request: Request) -> str:
    """Return the step that a node needs before it is cleaned for use or put away."""
    if wanted.state == "retired":
        return "" if found.mark.get("erased") else "erase"
    if request.action == "inspect" or (wanted.entry["inspect"] and not found.raw.get("inspection_finished_at")):
        return "inspect"
    if wanted.settings() and wanted.settings() != found.mark.get("settings"):
        return "configure"
    wants_erasure = request.action == "erase" or (wanted.entry["clean"] == "full" and not found.mark.get("erased"))
    return "erase" if wants_erasure else ""


def _power(wanted: Wanted, found: Found, request: Request) -> Step | None:
    power = {True: "power on", False: "power off"}.get(wanted.entry.get("power"))  # type: ignore[arg-type]
    if power and found.raw.get("power_state") != power:
        return Step(power)
    return Step("reboot") if request.action == "reboot" else None


def reached(step: Step, found: Found) -> bool:
    """Return whether *step* has succeeded, seen from the state in which Ironic ended."""
    if step.name in ("power on", "power off"):
        return found.raw.get("power_state") == step.name
    return step.name not in VERBS or found.state in VERBS[step.name][1]


def fulfilled(request: Request, step: Step) -> Request:
    """Return what is left of *request* once *step* is done."""
    done = "forget" if request.action == "replace" else request.action
    return replace(request, action="") if step.name == done else request


def expected(wanted: Wanted, found: Found | None, step: Step) -> Found | None:
    """Return the node as it is once *step* has succeeded."""
    if found is None:
        enrolled = Found({"provision_state": "enroll", "name": wanted.name})
        return applied(enrolled, differences(wanted, enrolled))
    if step.name in ("delete", "forget"):
        return None
    return _provisioned(wanted, found, step) if step.name in VERBS else _otherwise(found, step)


def _otherwise(found: Found, step: Step) -> Found:
    """Return the node after a step that is no verb of Ironic."""
    if step.name == "record":
        return found.marked(hardware={"inspected": found.raw["inspection_finished_at"]})
    new: dict[str, dict] = {
        "power on": {"power_state": "power on"},
        "power off": {"power_state": "power off"},
        "resume": {"maintenance": False, "fault": None},
        "wait": {"provision_state": _end(found)},
    }
    return applied(found, step.differences).but(**new.get(step.name, {}))


def _provisioned(wanted: Wanted, found: Found, step: Step) -> Found:
    ends = VERBS[step.name][1]
    found = found.but(provision_state=ends[-1] if found.raw.get("retired") else ends[0])
    if step.name == "inspect":
        return found.but(inspection_finished_at="after this run")
    return found.marked(**marks(wanted, step))


def marks(wanted: Wanted, step: Step) -> dict:
    """Return what is noted of a node when *step* is done."""
    if step.name == "configure":
        return {"settings": wanted.settings()}
    if step.name == "erase":
        return {"erased": True}
    if step.name in ("deploy", "rebuild"):
        return {"erased": False, "image": (wanted.image or {}).get("source")}
    return {"image": None} if step.name == "undeploy" else {}


def _end(found: Found) -> str:
    """Return the state that Ironic is on its way to."""
    target = found.raw.get("target_provision_state")
    return str(target) if target in ("manageable", "available", "active", "rescue") else "manageable"


@dataclass(frozen=True)
class Path:
    """All steps of a node, in their order; *stuck* says why they end before it is what it should be."""

    wanted: Wanted
    found: Found | None
    steps: list[Step] = field(default_factory=list)
    stuck: str = ""


def path(wanted: Wanted, found: Found | None, request: Request) -> Path:
    """Return the steps of a node from where it is, as far as they can be known."""
    steps: list[Step] = []
    now = found
    try:
        while step := next_step(wanted, now, request):
            now = expected(wanted, now, step)
            request = fulfilled(request, step)
            if step != WAIT:
                steps.append(step)
    except StuckError as reason:
        return Path(wanted, found, steps, str(reason))
    return Path(wanted, found, steps)
