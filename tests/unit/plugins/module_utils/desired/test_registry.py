# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import base64
import hashlib
import re

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.entry import as_line
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.rabbitmq import password_hash
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.registry import (
    mariadb_password_hash,
    plan_databases,
    plan_queues,
)

WANTED = {"glance": "glance", "nova": "nova", "nova_cell0": "nova"}
PASSWORDS = {"glance": "one", "nova": "two"}
NOTHING = {"databases": ["mysql"], "users": {}, "grants": set()}


def executed(steps: list, actual: dict) -> dict:
    """Return the server after the statements of *steps*, which it understands by their form alone."""
    after = {"databases": list(actual["databases"]), "users": dict(actual["users"]), "grants": set(actual["grants"])}
    for statement in (step.statement for step in steps):
        if found := re.fullmatch(r"CREATE DATABASE `(\w+)` CHARACTER SET utf8mb4", statement):
            after["databases"].append(found[1])
        elif found := re.fullmatch(r"(?:CREATE|ALTER) USER `(\w+)`@`%` IDENTIFIED BY PASSWORD '(\*\w+)'", statement):
            after["users"][found[1]] = found[2]
        elif found := re.fullmatch(r"GRANT ALL ON `(\w+)`.\* TO `(\w+)`@`%`", statement):
            assert found[2] in after["users"], "a grant needs its user"
            after["grants"].add((found[2], found[1]))
        else:
            raise AssertionError(statement)
    return after


def test_hash_is_mariadb_s():
    # SELECT PASSWORD('password'), from MariaDB's manual.
    assert mariadb_password_hash("password") == "*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19"


def test_empty_server_gets_everything_and_then_nothing():
    steps = plan_databases(WANTED, PASSWORDS, NOTHING)
    assert len(steps) == 3 + 2 + 3
    assert plan_databases(WANTED, PASSWORDS, executed(steps, NOTHING)) == []


def test_changed_password_is_one_step_that_does_not_show_it():
    actual = executed(plan_databases(WANTED, PASSWORDS, NOTHING), NOTHING)
    (step,) = plan_databases(WANTED, {**PASSWORDS, "nova": "another"}, actual)
    assert as_line(step.change) == "~ database user nova: password"
    assert "another" not in step.statement


def test_what_nobody_asked_for_stays():
    actual = executed(plan_databases(WANTED, PASSWORDS, NOTHING), NOTHING)
    assert plan_databases({"glance": "glance"}, PASSWORDS, actual) == []


def test_password_hash_has_the_broker_s_form():
    # RabbitMQ's guide "Passwords": four bytes of salt, and the SHA-256 of salt and password.
    stored = base64.b64decode(password_hash("test12"))
    assert stored[4:] == hashlib.sha256(stored[:4] + b"test12").digest()


def test_broker_gets_what_it_lacks_and_then_nothing():
    changes, definitions = plan_queues({"nova": "one", "neutron": "two"}, {})
    assert [as_line(change) for change in changes] == [
        *("+ queue host neutron", "+ queue user neutron", "+ queue permission neutron"),
        *("+ queue host nova", "+ queue user nova", "+ queue permission nova"),
    ]
    assert "one" not in str(definitions)
    assert all(host["default_queue_type"] == "quorum" for host in definitions["vhosts"])
    assert plan_queues({"nova": "one", "neutron": "two"}, definitions)[0] == []


@pytest.mark.parametrize(
    ("lost", "line"),
    [("vhosts", "+ queue host nova"), ("users", "+ queue user nova"), ("permissions", "+ queue permission nova")],
)
def test_only_what_is_lost_comes_back(lost, line):
    _changes, whole = plan_queues({"nova": "one"}, {})
    changes, definitions = plan_queues({"nova": "one"}, {**whole, lost: []})
    assert [as_line(change) for change in changes] == [line]
    assert [key for key, entries in definitions.items() if entries] == [lost]


def test_changed_queue_password_is_a_change_of_the_user():
    _changes, actual = plan_queues({"nova": "one"}, {})
    (change,) = plan_queues({"nova": "two"}, actual)[0]
    assert as_line(change) == "~ queue user nova: password"
