# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Jobs run in one-off containers, independent ones side by side, each marked once it is done."""

from __future__ import annotations

from contextlib import nullcontext

from ansible_collections.stackwright.cloud.plugins.module_utils.backends.mariadb import MariaDB
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.entry import Entry, Unknown, as_result
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.jobs import SCHEMA_RELEASE, mark, pending
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.model import Data, Desired
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.order import run_in_order
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.redact import without
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.files import Files, make_directories
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.lock import host_lock
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import EngineError, Podman
from ansible_collections.stackwright.cloud.plugins.module_utils.host.settings import write

WORKERS = 4
TIMEOUT = 1800
PHASE = "job"
UNKNOWN: Unknown = {
    "what": "schema jobs",
    "why": "the database server has data and does not run; which jobs are done is seen once it is started",
}


def run_jobs(state: Data, check: bool) -> Data:
    """Run the pending ones of the jobs in *state* on this host and return the module's result."""
    try:
        # No other run begins one of them meanwhile.
        with nullcontext() if check else host_lock(state["cloud"]):
            return _run_pending(state, check)
    except EngineError as error:
        return {"failed": True, "msg": str(error)}


def _run_pending(state: Data, check: bool) -> Data:
    engine = Podman(state["cloud"])
    database = MariaDB(engine)
    if check and not database.runs() and database.has_data():
        return {**as_result([], [UNKNOWN]), "jobs": []}
    todo = pending(state["jobs"], _marks(database, check))
    names = [job["specification"]["name"] for job in todo]
    result = {**as_result([_entry(job) for job in todo], []), "jobs": names}
    if check or not todo:
        return result
    engine.require_images({job["specification"]["image"] for job in todo})
    write(SCHEMA_RELEASE, f"{state['release']}\n")
    failures = _run(engine, database, {job["specification"]["name"]: job for job in todo})
    if failures:
        message = "\n".join(
            f"job {name} failed and will be run again by the next run: {e}" for name, e in failures.items()
        )
        return {**result, "failed": True, "msg": without(message, state["secrets"])}
    return result


def _entry(job: Desired) -> Entry:
    specification = job["specification"]
    return {"action": "run", "kind": "job", "name": specification["name"], "reasons": [specification["image"]]}


def _marks(database: MariaDB, check: bool) -> dict[str, str]:
    """Return the marks; in check mode, where the database need not be there yet, none."""
    if check and not database.runs():
        return {}
    return database.inventory()["marks"] or {}


def _run(engine: Podman, database: MariaDB, jobs: dict[str, Desired]) -> dict[str, BaseException]:
    files = Files()

    def run_one(name: str) -> None:
        job = jobs[name]
        specification = job["specification"]
        make_directories(job["directories"])
        directory = files.write(specification, job["contents"])
        try:
            engine.run_once(name, specification, PHASE, directory, TIMEOUT)
            database.mark_job(name, mark(job))
        finally:
            files.prune(name, None)

    return run_in_order({name: job["needs"] for name, job in jobs.items()}, run_one, WORKERS)
