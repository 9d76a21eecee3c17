# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Asks every endpoint through the load balancer, and every agent, until all answer as they should."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from ansible.plugins.action import ActionBase
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.http_client import requests
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.verification import (
    agent_faults,
    compute_faults,
    conductor_faults,
    hypervisor_faults,
)
from ansible_collections.stackwright.cloud.plugins.plugin_utils.resources import connected
from ansible_collections.stackwright.cloud.plugins.plugin_utils.services import Services

ARGUMENTS = {"services": {"type": "list", "elements": "str"}, "timeout": {"type": "int", "default": 180}}
INTERVAL = 1
TIMEOUT = 10


class ActionModule(ActionBase):
    """Works on the controller only; the task's host gives the variables."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp=None, task_vars=None) -> dict:
        """Ask until nothing is wrong or time is up; the result lists what answered."""
        result = super().run(tmp, task_vars)
        _validated, arguments = self.validate_argument_spec(argument_spec=ARGUMENTS)
        if self._task.check_mode:
            return {**result, "skipped": True, "msg": "check mode changed nothing that could be verified"}
        checks = checks_of(Services(self._loader, self._templar, task_vars), arguments["services"])
        faults = ask(checks, deadline=time.monotonic() + arguments["timeout"])
        if faults:
            message = f"not working after {arguments['timeout']} s: " + "; ".join(faults)
            return {**result, "failed": True, "msg": message}
        return {**result, "changed": False, "verified": sorted(checks)}


def checks_of(services: Services, only: list[str] | None) -> dict[str, Callable[[], list[str]]]:
    """Return what to ask of services *only* (None: of all) by name, each a function that returns faults."""
    cloud, directory = services.cloud, services.variable("stackwright_directory")
    authority = os.path.expanduser(f"{directory}/pki/ca.pem")
    definitions = [services.published_definitions[name] for name in only or services.names]
    types = {entry["type"] for definition in definitions for entry in definition.get("catalog", [])}
    endpoints = {name: urls for name, urls in cloud["endpoints"].items() if name in types}
    checks: dict[str, Callable[[], list[str]]] = {
        urls["public"]: partial(_endpoint_faults, urls["public"], authority) for urls in endpoints.values()
    }
    if "identity" in cloud["endpoints"]:
        checks.update(_agent_checks(services, endpoints, f"{directory}/clouds.yaml", authority))
    elif "baremetal" in endpoints:
        url = f"{endpoints['baremetal']['public']}/v1/conductors"
        login = ("admin", services.secrets["ironic_admin_password"])
        checks["conductors"] = lambda: conductor_faults(_asked(url, authority, login)["conductors"])
    return checks


def _agent_checks(
    services: Services, endpoints: dict, clouds_file: str, authority: str
) -> dict[str, Callable[[], list[str]]]:
    cloud = services.cloud
    api = connected({"clouds_file": clouds_file, "cloud": cloud["name"]})
    checks: dict[str, Callable[[], list[str]]] = {}
    hosts = {group: {host["name"] for host in members} for group, members in cloud["hosts"].items()}
    computes = hosts.get("compute", set())
    if "compute" in endpoints:
        # Bare metal has a name of its own there, and no hypervisors before there are machines.
        drivers = computes | ({services.variable("nova_ironic_host")} if "ironic" in services.names else set())
        checks["compute services"] = lambda: compute_faults(
            api.request("compute", "GET", "/os-services")["services"], sorted(drivers), drivers | hosts["control"]
        )
        checks["hypervisors"] = lambda: hypervisor_faults(
            api.request("compute", "GET", "/os-hypervisors/detail")["hypervisors"], sorted(computes)
        )
    if "network" in endpoints:
        chassis = computes | hosts.get("network", set())
        checks["network agents"] = lambda: agent_faults(
            api.request("network", "GET", "/agents")["agents"], sorted(chassis)
        )
    if "baremetal" in endpoints:
        # Administrators of a project see no conductors; services do (Ironic, "Secure RBAC").
        ironic = connected(_service_login(cloud, "ironic", authority))
        checks["conductors"] = lambda: conductor_faults(ironic.request("baremetal", "GET", "/conductors")["conductors"])
    return checks


def _service_login(cloud: dict, user: str, authority: str) -> dict[str, Any]:
    """Return how the service *user* of the *cloud* logs in, in the modules' terms."""
    own = cloud["users"][user]
    auth = {
        "auth_url": cloud["endpoints"]["identity"]["public"],
        "username": own["username"],
        "password": own["password"],
        "user_domain_name": own["domain"],
        "project_name": own["project_name"],
        "project_domain_name": own["domain"],
    }
    return {"auth": auth, "region_name": cloud["region"], "ca_cert": authority}


def ask(checks: dict[str, Callable[[], list[str]]], deadline: float) -> list[str]:
    """Return what is still wrong at *deadline* (monotonic seconds), asking only what has not answered well yet."""
    left = dict(checks)
    with ThreadPoolExecutor(max_workers=8) as pool:
        while True:
            found = dict(zip(left, pool.map(_faults, left.items()), strict=True))
            left = {name: check for name, check in left.items() if found[name]}
            if not left or time.monotonic() > deadline:
                return [fault for name in left for fault in found[name]]
            time.sleep(INTERVAL)


def _faults(item: tuple[str, Callable[[], list[str]]]) -> list[str]:
    name, check = item
    try:
        return check()
    except (CloudError, requests.RequestException) as error:
        return [f"{name}: {error}"]


def _endpoint_faults(url: str, verify: str | bool) -> list[str]:
    status = requests.get(url, timeout=TIMEOUT, verify=verify).status_code
    return [] if status < 500 else [f"{url} answered {status}"]


def _asked(url: str, authority: str, login: tuple[str, str]) -> dict:
    # Microversion 1.49 (2018) is the first that lists conductors.
    headers = {"X-OpenStack-Ironic-API-Version": "1.49"}
    answer = requests.get(url, timeout=TIMEOUT, verify=authority, auth=login, headers=headers)
    answer.raise_for_status()
    return answer.json()
