# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The databases and queue users of all services, registered in one look and as few changes as there are."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.backends.mariadb import (
    OWN_DATABASE,
    MariaDB,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.backends.rabbitmq import BrokerError, RabbitMQ
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.entry import (
    Entry,
    Unknown,
    as_result,
    made,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.model import Data
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.registry import plan_databases, plan_queues
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import EngineError, Podman

NOTHING: Data = {"databases": [], "users": {}, "grants": set(), "marks": None}
UNKNOWN: Unknown = {
    "what": "databases and queue users",
    "why": "the database server has data and does not run; what it lacks is seen once it is started",
}


def register(state: Data, check: bool) -> Data:
    """Bring database server and broker to *state* and return the module's result."""
    engine = Podman(state["cloud"])
    server = MariaDB(engine)
    absent = check and not server.runs()
    if absent and server.has_data():
        return {**as_result([], [UNKNOWN]), "marks": None}
    try:
        actual = NOTHING if absent else server.inventory()
        changes = _databases(server, state, check, actual) + _queues(state, check, absent)
        return {**as_result(changes, []), "marks": actual["marks"] or {}}
    except (EngineError, BrokerError) as error:
        return {"failed": True, "msg": str(error)}


def _databases(server: MariaDB, state: Data, check: bool, actual: Data) -> list[Entry]:
    steps = plan_databases(state["databases"], state["database_passwords"], actual)
    changes = [step.change for step in steps]
    if actual["marks"] is None:
        changes.append(made("database", OWN_DATABASE))
        if not check:
            server.make_jobs_table()
    if steps and not check:
        server.query(";\n".join(step.statement for step in steps) + ";\n")
    return changes


def _queues(state: Data, check: bool, absent: bool) -> list[Entry]:
    if not state["queue_passwords"]:
        return []
    broker = RabbitMQ(**state["broker"])
    actual = {} if absent else broker.definitions()
    changes, definitions = plan_queues(state["queue_passwords"], actual)
    if changes and not check:
        broker.import_definitions(definitions)
    return changes
