# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Plans of a running cloud, and what its runs really did in the same words."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.review.merge import Outcome, merged
from playbook import Run, run_playbook


def planned(inventory: str, options: str = "", **variables: Any) -> dict[str, Any]:
    """Return the plan for *inventory*, as it is kept in its file."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, "plan.json")
        run = run_playbook("plan", inventory, options, plan_file=str(path), **variables)
        assert run.passed, run.output
        return json.loads(path.read_text())


def done(run: Run) -> list[dict[str, Any]]:
    """Return what a run of the site did, as a plan would have it."""
    assert run.passed, run.output
    outcomes = [Outcome(result.host, result.module, result.result) for result in run.results]
    return json.loads(json.dumps(merged(outcomes)[0]))


def brief(changes: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Return what is done to which things."""
    return {(change["action"], change["name"]) for change in changes}
