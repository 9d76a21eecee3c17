# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What the database server and the message broker must hold for the services: planned, nothing done."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.entry import Entry, made, set_anew
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.model import Data
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.rabbitmq import password_hash


class Step(NamedTuple):
    """One change of the database server, and the statement that makes it."""

    change: Entry
    statement: str


def mariadb_password_hash(password: str) -> str:
    """Return what MariaDB stores for *password* (mysql_native_password: SHA-1 of the SHA-1, in hex, after a star)."""
    # The server's own choice; it is reached over TLS or a socket, and the password is random.
    return "*" + hashlib.sha1(hashlib.sha1(password.encode()).digest()).hexdigest().upper()  # noqa: S324


def plan_databases(wanted: dict[str, str], passwords: dict[str, str], actual: Data) -> list[Step]:
    """Return the statements, with what they do, that bring the server to *wanted*.

    *wanted* is the user of each database, *passwords* those of the users, and *actual* what the server has:
    `databases` (names), `users` (name -> stored hash) and `grants` (pairs of user and database).
    """
    steps: list[Step] = []
    for name in sorted(set(wanted) - set(actual["databases"])):
        steps.append(Step(made("database", name), f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4"))
    for user in sorted(set(wanted.values())):
        stored = mariadb_password_hash(passwords[user])
        if user not in actual["users"]:
            statement = f"CREATE USER `{user}`@`%` IDENTIFIED BY PASSWORD '{stored}'"
            steps.append(Step(made("database user", user), statement))
        elif actual["users"][user] != stored:
            statement = f"ALTER USER `{user}`@`%` IDENTIFIED BY PASSWORD '{stored}'"
            steps.append(Step(set_anew("database user", user, "password"), statement))
    for name, user in sorted(wanted.items()):
        if (user, name) not in actual["grants"]:
            steps.append(Step(made("grant", f"{name} to {user}"), f"GRANT ALL ON `{name}`.* TO `{user}`@`%`"))
    return steps


def plan_queues(wanted: dict[str, str], actual: Data) -> tuple[list[Entry], Data]:
    """Return what is to do, and the definitions to import (RabbitMQ's own JSON form) that do it.

    *wanted* is the password of each virtual host's user, both named alike; *actual* the broker's definitions.
    """
    vhosts = {entry["name"] for entry in actual.get("vhosts", [])}
    users = {entry["name"]: entry["password_hash"] for entry in actual.get("users", [])}
    permitted = {(entry["user"], entry["vhost"]) for entry in actual.get("permissions", [])}
    changes: list[Entry] = []
    todo: Data = {"vhosts": [], "users": [], "permissions": []}
    for name, password in sorted(wanted.items()):
        if name not in vhosts:
            changes.append(made("queue host", name))
            todo["vhosts"].append({"name": name, "default_queue_type": "quorum"})
        if users.get(name) != password_hash(password):
            changes.append(set_anew("queue user", name, "password") if name in users else made("queue user", name))
            todo["users"].append(
                {
                    "name": name,
                    "password_hash": password_hash(password),
                    "hashing_algorithm": "rabbit_password_hashing_sha256",
                    "tags": [],
                }
            )
        if (name, name) not in permitted:
            changes.append(made("queue permission", name))
            todo["permissions"].append({"user": name, "vhost": name, "configure": ".*", "write": ".*", "read": ".*"})
    return changes, todo
