# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Operators' own templates and options, tried on the files that they become part of before anything changes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible_collections.stackwright.cloud.plugins.module_utils.desired import ini, secrets
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.checks.fault import Fault
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.checks.names import unknown_values
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.definition import required_secrets
from ansible_collections.stackwright.cloud.plugins.plugin_utils import certificates
from ansible_collections.stackwright.cloud.plugins.plugin_utils.services import Services


def faults(loader: DataLoader, templar: Any, hosts: Mapping[str, dict[str, Any]]) -> list[Fault]:
    """Return what is wrong with the templates and options of *hosts*, their variables by name.

    Hosts of the same groups with the same options stand for each other.
    """
    found: list[Fault] = []
    files: dict[str, set[str]] = {}
    options: dict[str, dict[str, Any]] = {}
    for host, variables in _different(hosts).items():
        services = Services(loader, templar, variables)
        # Those of the cloud may not be there yet.
        services.secrets = {
            name: secrets.generate(kind) for name, kind in required_secrets(services.published_definitions).items()
        }
        services.pki = dict.fromkeys(certificates.PARTS, "")
        for service in filter(lambda name: _overridden(services, name), services.names):
            given = _options(services, service)
            problem = ini.options_fault(given)
            if problem:
                found.append(Fault(host, f"{service}_config", None, problem))
                continue
            options.setdefault(service, {}).update(given)
            try:
                files.setdefault(service, set()).update(_file_names(services, service))
            except AnsibleError as error:
                found.append(Fault(host, "", None, str(error)))
    if not found:
        for service, given in options.items():
            found += unknown_values(f"{service}_config", given, files[service], f"file of {service}")
    return found


def _different(hosts: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return of *hosts* one of each kind."""
    kinds: dict[str, str] = {}
    for host, variables in hosts.items():
        own = {name: value for name, value in variables.items() if name.endswith("_config") or "template" in name}
        kinds.setdefault(repr((variables["group_names"], own)), host)
    return {host: hosts[host] for host in kinds.values()}


def _overridden(services: Services, service: str) -> bool:
    directory = services.variable("stackwright_templates") if "stackwright_templates" in services.variables else ""
    has_templates = directory and os.path.isdir(os.path.join(os.path.expanduser(directory), service))
    return bool(has_templates or _options(services, service))


def _options(services: Services, service: str) -> Any:
    name = f"{service}_config"
    return services.variable(name) if name in services.variables else {}


def _file_names(services: Services, service: str) -> Iterator[str]:
    """Yield the names of all files of *service* on the host, each of them rendered."""
    for item in services.containers(None, [service]) + services.jobs([service]):
        yield from map(os.path.basename, item["contents"])
