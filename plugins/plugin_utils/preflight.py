# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Collects what the checks need from variables, facts, roles and secrets, and their faults."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterator
from typing import Any

from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible_collections.stackwright.cloud.plugins.module_utils.desired import secrets
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.checks import (
    bare_metal,
    names,
    network,
    ports,
    release,
    resources,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.checks.fault import Fault
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.definition import (
    groups_of,
    ports_of,
    required_secrets,
)
from ansible_collections.stackwright.cloud.plugins.plugin_utils import image_inputs, overrides
from ansible_collections.stackwright.cloud.plugins.plugin_utils.argument_specs import (
    missing_faults,
    role_options,
    type_faults,
)
from ansible_collections.stackwright.cloud.plugins.plugin_utils.roles import COLLECTION, service_names
from ansible_collections.stackwright.cloud.plugins.plugin_utils.secrets_store import SecretsStore
from ansible_collections.stackwright.cloud.plugins.plugin_utils.services import Services
from ansible_collections.stackwright.cloud.plugins.plugin_utils.variables import CloudVariables

OLDEST_PYTHON = (3, 11)
ENDPOINT_NAMES = ("stackwright_internal_fqdn", "stackwright_external_fqdn")
SHARED_ADDRESSES = ("stackwright_vip_address", "stackwright_external_vip_address")


class Preflight:
    """All checks of one cloud, from the task of any one of its hosts."""

    def __init__(self, loader: DataLoader, templar: Any, task_vars: dict[str, Any], arguments: dict[str, Any]) -> None:
        """Use the variables of the task, and its *arguments*.

        They are the least ``memory`` and ``disk`` in MiB by group, and whether a ``downgrade`` is fine.
        """
        self._loader, self._templar, self._task_vars, self._arguments = loader, templar, task_vars, arguments
        self._hosts = list(task_vars["ansible_play_hosts_all"])
        self._raw = {host: task_vars["hostvars"].raw_get(host) for host in self._hosts}
        self._roles = role_options()
        self._options = {name: option for options in self._roles.values() for name, option in options.items()}
        self._values: dict[str, dict[str, Any]] = {}

    def faults(self) -> list[Fault]:
        """Return all faults; values that are wrong in themselves are left out of the later checks."""
        found = list(_controller_faults())
        for host in self._hosts:
            found += self._variable_faults(host)
        found += self._choice_faults()
        found += bare_metal.bare_metal_faults(self._values[self._hosts[0]])
        if not found:
            found += self._override_faults()
        definitions: dict[str, Any] = {}
        try:
            definitions = self._definitions()
            found += self._secret_faults(definitions)
            found += self._release_faults()
        except AnsibleError as error:
            # Where a variable is at fault already, this is only what follows from it.
            found += [] if found else [Fault("", "", None, str(error))]
        found += self._group_faults(definitions)
        found += network.duplicate_addresses(self._values)
        found += self._taken_faults()
        found += resources.clock_faults({host: self._facts(host)["clock_offset"] for host in self._hosts})
        for host in self._hosts:
            found += self._host_faults(host, definitions)
        return list(dict.fromkeys(found))

    def addresses(self) -> dict[str, str]:
        """Return the internal address of each host, once `faults` has looked at them."""
        name = "stackwright_address"
        return {host: str(values[name]) for host, values in self._values.items() if name in values}

    def _variable_faults(self, host: str) -> list[Fault]:
        """Check the names and types of what the operator set, and keep the values that are right."""
        raw = self._raw[host]
        given = set(raw) - set(raw.get("ansible_facts", {}))
        known = {role: set(options) for role, options in self._roles.items()}
        known[names.CLOUD_PREFIX] = {name for name in self._options if name.startswith(f"{names.CLOUD_PREFIX}_")}
        found = names.unknown_variables(host, given, known, service_names())
        found += missing_faults(host, raw, self._roles["preflight"])
        variables, values = CloudVariables(self._loader, self._templar, {**self._secrets_to_come, **raw}), {}
        for name in sorted(self._options):
            if name in variables:
                try:
                    values[name] = variables[name]
                except AnsibleError as error:
                    # A default that rests on a variable that is missing says nothing new.
                    if name in given:
                        found.append(Fault(host, name, None, f"it cannot be rendered: {error}"))
        wrong = type_faults(host, values, self._options)
        self._values[host] = {name: values[name] for name in set(values) - {fault.variable for fault in wrong}}
        enabled = self._values[host].get("stackwright_services", [])
        lacking = [fault for name in enabled for fault in missing_faults(host, raw, self._roles.get(name, {}))]
        return found + wrong + lacking

    def _choice_faults(self) -> list[Fault]:
        """Check the names of the release and the services."""
        values = self._values[self._hosts[0]]
        releases = os.listdir(os.path.join(COLLECTION, "releases"))
        found = names.tag_faults(self._task_vars.get("ansible_run_tags", []), service_names())
        found += names.unknown_values(
            "stackwright_services", values.get("stackwright_services", []), service_names(), "service"
        )
        only, enabled = values.get("stackwright_only", []), values.get("stackwright_services", [])
        # As an extra variable it is one text.
        only = only.split(",") if isinstance(only, str) else only
        found += names.unknown_values("stackwright_only", only, enabled, "enabled service")
        chosen = [values["stackwright_release"]] if "stackwright_release" in values else []
        return found + names.unknown_values("stackwright_release", chosen, releases, "release")

    def _release_faults(self) -> list[Fault]:
        """Check that the release has what the services run, and that the databases are of none that came after it."""
        chosen = self._services.variable("stackwright_release")
        every = [path.name for path in image_inputs.RELEASES.iterdir()]
        if chosen not in every:
            return []
        runs = {
            name: image_inputs.families({name: raw[f"{name}_definition"]}, None)
            for name, raw in self._services.raw.items()
        }
        families = {family for mine in runs.values() for family in mine}
        lacking = {
            family: [name for name, mine in runs.items() if family in mine]
            for family in image_inputs.lacking(chosen, families)
        }
        complete = [other for other in every if not image_inputs.lacking(other, families)]
        schemas = {host: self._facts(host)["schema_release"] for host in self._hosts}
        found = list(release.incomplete_faults(chosen, lacking, complete))
        return found + ([] if self._arguments["downgrade"] else list(release.downgrade_faults(chosen, schemas)))

    def _override_faults(self) -> list[Fault]:
        hosts = {host: {**self._raw[host], "hostvars": self._task_vars["hostvars"]} for host in self._hosts}
        return overrides.faults(self._loader, self._templar, hosts)

    def _definitions(self) -> dict[str, Any]:
        """Return of each service's definition what is published, and the groups and ports of its containers."""
        templar = self._templar.copy_with_new_env(available_variables=self._services.variables)
        return {
            name: {**published, "containers": templar.template(_ports(self._services.raw[name][f"{name}_definition"]))}
            for name, published in self._services.published_definitions.items()
        }

    @functools.cached_property
    def _services(self) -> Services:
        """The enabled services; raises AnsibleError."""
        return Services(self._loader, self._templar, self._task_vars)

    @functools.cached_property
    def _secrets_to_come(self) -> dict[str, Any]:
        """What stands in, as in check mode, for secrets that this run will make and variables already speak of."""
        try:
            required = required_secrets(self._services.published_definitions)
        except AnsibleError:
            return {}  # told by what checks the services
        stand_ins = {name: secrets.stand_in(name, kind) for name, kind in required.items()}
        return {"secrets_result": {"stand_ins": stand_ins}}

    def _secret_faults(self, definitions: dict[str, Any]) -> list[Fault]:
        store = SecretsStore(self._loader, self._services.variable("stackwright_directory"))
        existing = {**store.read(), **self._services.variable("stackwright_secrets")}
        required = required_secrets(definitions)
        wrong = secrets.faults(required, existing)
        faults = [Fault("", f"secret {name}", None, problem, f"See {store.path}") for name, problem in wrong.items()]
        missing = secrets.missing(required, existing)
        if missing and self._values[self._hosts[0]].get("secrets_generate") is False:
            problem = f"there are none for {', '.join(missing)}"
            faults.append(
                Fault("", f"secrets in {store.path}", None, problem, "Add them, or have secrets_generate true")
            )
        return faults

    def _group_faults(self, definitions: dict[str, Any]) -> list[Fault]:
        groups = self._task_vars["groups"]
        needed: dict[str, set[str]] = {}
        for service, definition in definitions.items():
            for container in definition["containers"].values():
                for group in groups_of(container):
                    needed.setdefault(group, set()).add(service)
        return names.group_faults(groups, needed) + names.controller_faults(groups.get("control", []))

    def _taken_faults(self) -> list[Fault]:
        links = [link for host in self._hosts for link in self._facts(host)["interfaces"].values()]
        taken = {item["address"]: item["mac"] for host in self._hosts for item in self._facts(host)["taken"]}
        values = self._values[self._hosts[0]]
        addresses = {str(values[name]): name for name in reversed(SHARED_ADDRESSES) if name in values}
        return network.taken_faults(addresses, taken, {link["mac"] for link in links})

    def _host_faults(self, host: str, definitions: dict[str, Any]) -> Iterator[Fault]:
        values, facts, groups = self._values[host], self._facts(host), self._raw[host]["group_names"]
        yield from resources.host_faults(host, values, facts)
        yield from resources.capacity_faults(host, groups, facts, self._arguments["memory"], self._arguments["disk"])
        yield from resources.name_faults(
            host, {values[name]: name for name in ENDPOINT_NAMES if name in values}, facts["resolved"]
        )
        yield from network.interface_faults(host, values, facts)
        yield from network.provider_faults(host, values, facts)
        yield from network.overlap_faults(host, values, facts)
        shared = [values[name] for name in SHARED_ADDRESSES if name in values]
        if "control" in groups:
            owned = {
                str(mine["stackwright_address"]): name
                for name, mine in self._values.items()
                if "stackwright_address" in mine
            }
            yield from network.shared_address_faults(host, values, facts, owned)
        if "stackwright_address" in values:
            needed = ports.needed_ports(definitions, groups, values["stackwright_address"], shared)
            yield from ports.port_faults(host, needed, facts["listeners"], values.get("stackwright_cloud", ""))

    def _facts(self, host: str) -> dict[str, Any]:
        return self._raw[host]["ansible_facts"]["stackwright_host"]


def _controller_faults() -> Iterator[Fault]:
    if sys.version_info < OLDEST_PYTHON:
        version = ".".join(str(part) for part in sys.version_info[:2])
        yield Fault("", "the controller's Python", version, "it is too old", "Use 3.11 or newer")


def _ports(definition: dict[str, Any]) -> dict[str, Any]:
    """Return of each container of *definition* the group and the ports that it listens on."""
    return {
        name: {"group": container["group"], "ports": ports_of(container)}
        for name, container in definition.get("containers", {}).items()
    }
