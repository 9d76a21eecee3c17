# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a service's definition may say, and what the cloud needs because of it."""

from __future__ import annotations

from collections.abc import Collection

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.model import Data
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.nearest import unknown_names

PHASES = ("infrastructure", "identity", "services")

DEFINITION_KEYS = frozenset(
    ("catalog", "containers", "database", "frontends", "jobs", "queue", "secrets", "user", "user_roles")
)
COMMON_KEYS = frozenset(
    ("command", "environment", "files", "group", "groups", "image", "needs", "user", "volumes", "capabilities")
)
JOB_KEYS = COMMON_KEYS | {"phase", "repeat_on"}
CONTAINER_KEYS = COMMON_KEYS | frozenset(
    (
        "artifacts",
        "devices",
        "limits",
        "namespaces",
        "phase",
        "ports",
        "prepare",
        "privileged",
        "probe",
        "setup",
        "stop_timeout",
        "tmpfs",
        "with",
        "wsgi",
    )
)
PREPARE_KEYS = ("command", "creates")
PROBES = frozenset(("connected", "exec", "http", "running", "tcp"))


def faults(service: str, definition: Data) -> list[str]:
    """Return what is wrong with the definition of *service*, one sentence each; empty when nothing is."""
    found = unknown_names(definition, DEFINITION_KEYS, f"{service}_definition")
    for name, container in definition.get("containers", {}).items():
        where = f"{service}_definition.containers.{name}"
        found += unknown_names(container, CONTAINER_KEYS, where)
        if container.get("phase") not in PHASES:
            found.append(f"{where}.phase is {container.get('phase')!r}; it must be one of {', '.join(PHASES)}")
        if ("wsgi" in container) == ("command" in container):
            found.append(f"{where} needs either `command` or `wsgi`")
        found += _probe_faults(container, where)
        found += _missing(container, ("image", "group", "user"), where)
        found += _missing(container.get("prepare", PREPARE_KEYS), PREPARE_KEYS, f"{where}.prepare")
    for name, job in definition.get("jobs", {}).items():
        where = f"{service}_definition.jobs.{name}"
        found += unknown_names(job, JOB_KEYS, where)
        if "phase" in job and job["phase"] not in PHASES:
            found.append(f"{where}.phase is {job['phase']!r}; it must be one of {', '.join(PHASES)}")
        found += _missing(job, ("command", "image", "group", "user"), where)
    return found


def _probe_faults(container: Data, where: str) -> list[str]:
    probe = container.get("probe")
    if probe is None:
        return [] if "wsgi" in container else [f"{where} has no probe: nothing would tell that it works"]
    kinds = PROBES & set(probe)
    if len(kinds) == 1 and set(probe) <= kinds | {"timeout"}:
        return []
    return [f"{where}.probe must have exactly one of {', '.join(sorted(PROBES))}, and may have `timeout`"]


def _missing(item: Collection[str], names: tuple[str, ...], where: str) -> list[str]:
    return [f"{where} lacks `{name}`" for name in names if name not in item]


def among(definition: Data, services: Collection[str]) -> Data:
    """Return *definition* as it is in a cloud of *services*: a container may need the company of others (`with`)."""
    containers = definition.get("containers", {})
    kept = {name: each for name, each in containers.items() if set(each.get("with", [])) <= set(services)}
    return {**definition, "containers": kept}


def groups_of(item: Data) -> list[str]:
    """Return the inventory groups whose hosts run the container or job *item*."""
    group = item["group"]
    return [group] if isinstance(group, str) else list(group)


def ports_of(container: Data) -> list[int]:
    """Return the TCP ports that *container* listens on at its host's address, apart from those of frontends."""
    return [*container.get("ports", []), *([container["wsgi"]["port"]] if "wsgi" in container else [])]


def databases(definitions: dict[str, Data]) -> dict[str, str]:
    """Return the user of every database that *definitions* ask for, by the database's name.

    An entry is a name, whose user is called the same, or `{name, user}`.
    """
    entries = [entry for definition in definitions.values() for entry in definition.get("database", [])]
    return dict((entry, entry) if isinstance(entry, str) else (entry["name"], entry["user"]) for entry in entries)


def queues(definitions: dict[str, Data]) -> list[str]:
    """Return the RabbitMQ virtual hosts that *definitions* ask for; each has a user of the same name."""
    return [definition["queue"] for definition in definitions.values() if "queue" in definition]


def users(definitions: dict[str, Data]) -> dict[str, list[str]]:
    """Return the Keystone service users that *definitions* ask for, with their roles in project `service`."""
    return {
        definition["user"]: definition.get("user_roles", ["service", "admin"])
        for definition in definitions.values()
        if "user" in definition
    }


def required_secrets(definitions: dict[str, Data]) -> dict[str, str]:
    """Return the kind of every secret that *definitions* ask for, by the secret's name."""
    secrets = {f"{user}_database_password": "password" for user in databases(definitions).values()}
    secrets.update({f"{name}_queue_password": "password" for name in queues(definitions)})
    secrets.update({f"{name}_user_password": "password" for name in users(definitions)})
    for definition in definitions.values():
        secrets.update(definition.get("secrets", {}))
    return secrets
