# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Ironic's provision states (Ironic, "Bare Metal State Machine"), and what leads from one to another."""

from __future__ import annotations

# Ironic is at work, and ends in another state by itself.
PASSING = {
    "verifying": "verify",
    "inspecting": "inspect",
    "inspect wait": "inspect",
    "cleaning": "clean",
    "clean wait": "clean",
    "deploying": "deploy",
    "wait call-back": "deploy",
    "deploy complete": "deploy",
    "deleting": "undeploy",
    "deleted": "undeploy",
    "rescuing": "rescue",
    "rescue wait": "rescue",
    "unrescuing": "unrescue",
    "adopting": "adopt",
    "servicing": "service",
    "service wait": "service",
}
# An operator has stopped Ironic's work half-way.
HELD = ("clean hold", "deploy hold", "service hold")
# An instance is there: what is on its disks would be lost by undeploying it.
RUNNING = ("active", "rescue", "rescue failed", "unrescue failed", "service failed")
# Left behind by a deployment that failed: nothing to lose.
BROKEN = ("deploy failed", "error")
# From here Ironic leads to `manageable`, by the step named.
BEGINNING = {"enroll": "verify", "inspect failed": "manage", "clean failed": "manage", "adopt failed": "manage"}
# Faults with which Ironic puts a node into maintenance although its BMC answers: another attempt may be made.
FORGIVABLE = ("clean failure", "rescue abort failure", "service failure")
# Where Ironic lets a node be deleted (ironic.common.states, DELETE_ALLOWED_STATES).
DELETABLE = (
    "available",
    "manageable",
    "enroll",
    "adopt failed",
    "inspect failed",
    "clean failed",
    "deploy failed",
    "error",
)

# The verb of Ironic that each step is, and the states in which it has succeeded.
VERBS = {
    "verify": ("manage", ("manageable",)),
    "manage": ("manage", ("manageable",)),
    "inspect": ("inspect", ("manageable",)),
    "configure": ("clean", ("manageable",)),
    "erase": ("clean", ("manageable",)),
    "provide": ("provide", ("available",)),
    "deploy": ("active", ("active",)),
    "rebuild": ("rebuild", ("active",)),
    "undeploy": ("deleted", ("available", "manageable")),
    "rescue": ("rescue", ("rescue",)),
    "unrescue": ("unrescue", ("active",)),
}
