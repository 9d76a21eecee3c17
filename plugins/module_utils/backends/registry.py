# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The databases and queue users of all services, registered in one look and as few changes as there are."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.backends.mariadb import (
    CONTAINER,
    OWN_DATABASE,
    MariaDB,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.backends.rabbitmq import BrokerError, RabbitMQ
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.model import Data
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.registry import plan_databases, plan_queues
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import EngineError, Podman

NOTHING: Data = {"databases": [], "users": {}, "grants": set(), "keeps_marks": False}


def register(state: Data, check: bool) -> Data:
    """Bring database server and broker to *state* and return the module's result."""
    engine = Podman(state["cloud"])
    absent = check and not engine.state(CONTAINER)["Running"]
    try:
        lines = _databases(MariaDB(engine), state, check, absent) + _queues(state, check, absent)
    except (EngineError, BrokerError) as error:
        return {"failed": True, "msg": str(error)}
    return {"changed": bool(lines), "plan": lines, "diff": [{"prepared": f"{line}\n"} for line in lines]}


def _databases(server: MariaDB, state: Data, check: bool, absent: bool) -> list[str]:
    actual = NOTHING if absent else server.inventory()
    steps = plan_databases(state["databases"], state["database_passwords"], actual)
    lines = [step["line"] for step in steps]
    if not actual["keeps_marks"]:
        lines.append(f"+ database {OWN_DATABASE}")
        if not check:
            server.make_jobs_table()
    if steps and not check:
        server.query(";\n".join(step["statement"] for step in steps) + ";\n")
    return lines


def _queues(state: Data, check: bool, absent: bool) -> list[str]:
    if not state["queue_passwords"]:
        return []
    broker = RabbitMQ(**state["broker"])
    actual = {} if absent else broker.definitions()
    lines, definitions = plan_queues(state["queue_passwords"], actual)
    if lines and not check:
        broker.import_definitions(definitions)
    return lines
