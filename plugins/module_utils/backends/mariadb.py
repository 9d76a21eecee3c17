# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""MariaDB as its own root, over the socket inside its container: no password and no client library are needed."""

from __future__ import annotations

import os

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.container import DATA_ROOT
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.model import Data
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import Podman

CONTAINER = "mariadb"
# The cloud's own database: marks of what has been done once for a release.
OWN_DATABASE = "stackwright"
_INVENTORY = f"""
SELECT 'databases', schema_name, '' FROM information_schema.schemata;
SELECT 'users', user, JSON_VALUE(priv, '$.authentication_string') FROM mysql.global_priv WHERE host = '%';
SELECT 'grants', user, REPLACE(db, '\\\\_', '_') FROM mysql.db WHERE host = '%' AND drop_priv = 'Y';
SELECT 'tables', table_name, '' FROM information_schema.tables WHERE table_schema = '{OWN_DATABASE}';
SET @marks = (SELECT IF(COUNT(*), "SELECT 'marks', name, mark FROM {OWN_DATABASE}.jobs", 'DO 0')
  FROM information_schema.tables WHERE table_schema = '{OWN_DATABASE}' AND table_name = 'jobs');
EXECUTE IMMEDIATE @marks;
"""  # noqa: S608 (a constant)
_JOBS_TABLE = f"""
CREATE DATABASE IF NOT EXISTS `{OWN_DATABASE}` CHARACTER SET utf8mb4;
CREATE TABLE IF NOT EXISTS `{OWN_DATABASE}`.jobs (
  name VARCHAR(128) PRIMARY KEY, mark CHAR(64) NOT NULL, finished_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);
"""


class MariaDB:
    """The cloud's database server, through the container engine of its host."""

    def __init__(self, engine: Podman):
        """Reach the server in its container on this host."""
        self.engine = engine

    def runs(self) -> bool:
        """Tell whether the server's container runs."""
        return bool(self.engine.state(CONTAINER)["Running"])

    @staticmethod
    def has_data() -> bool:
        """Tell whether this host has data of a server, running or not."""
        return os.path.isdir(f"{DATA_ROOT}/{CONTAINER}/mysql")

    def query(self, statements: str) -> list[list[str]]:
        """Run *statements* and return the rows of all their results; raises EngineError with the server's words."""
        command = ["mariadb", "--batch", "--skip-column-names"]
        output = self.engine.execute(CONTAINER, command, stdin=statements, user="root", timeout=120)
        return [line.split("\t") for line in output.splitlines()]

    def inventory(self) -> Data:
        """Return the server's databases, users with their stored hashes, grants, and marks of the jobs that are done.

        `marks` is None where the server cannot keep any yet.
        """
        rows = self.query(_INVENTORY)
        return {
            "databases": [name for kind, name, _value in rows if kind == "databases"],
            "users": {name: value for kind, name, value in rows if kind == "users"},
            "grants": {(name, value) for kind, name, value in rows if kind == "grants"},
            "marks": {name: value for kind, name, value in rows if kind == "marks"}
            if ["tables", "jobs", ""] in rows
            else None,
        }

    def mark_job(self, name: str, mark: str) -> None:
        """Record that job *name* was done, under *mark*."""
        # A key of a definition and a hash: neither can end the text that it stands in.
        row = f"INSERT INTO `{OWN_DATABASE}`.jobs (name, mark) VALUES ('{name}', '{mark}')"  # noqa: S608
        self.query(f"{row} ON DUPLICATE KEY UPDATE mark = VALUES(mark), finished_at = CURRENT_TIMESTAMP")

    def make_jobs_table(self) -> None:
        """Create the cloud's own database and its table of marks."""
        self.query(_JOBS_TABLE)
