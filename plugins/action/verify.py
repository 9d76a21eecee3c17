# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Asks every endpoint through the load balancer, and every agent, until all answer as they should."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from ansible.plugins.action import ActionBase
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.verification import (
    agent_faults,
    compute_faults,
)
from ansible_collections.stackwright.cloud.plugins.plugin_utils.api import Api
from ansible_collections.stackwright.cloud.plugins.plugin_utils.services import Services

INTERVAL = 1


class ActionModule(ActionBase):
    """Works on the controller only; the task's host gives the variables."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp=None, task_vars=None) -> dict:
        """Ask until nothing is wrong or time is up; the result lists what answered."""
        result = super().run(tmp, task_vars)
        _validated, arguments = self.validate_argument_spec(argument_spec={"timeout": {"type": "int", "default": 180}})
        if self._task.check_mode:
            return {**result, "skipped": True, "msg": "check mode changed nothing that could be verified"}
        checks = checks_of(Services(self._loader, self._templar, task_vars))
        faults = ask(checks, deadline=time.monotonic() + arguments["timeout"])
        if faults:
            message = f"not working after {arguments['timeout']} s: " + "; ".join(faults)
            return {**result, "failed": True, "msg": message}
        return {**result, "changed": False, "verified": sorted(checks)}


def checks_of(services: Services) -> dict[str, Callable[[], list[str]]]:
    """Return what to ask of the cloud by name, each a function that returns faults."""
    cloud = services.cloud
    endpoints = cloud["endpoints"]
    password = services.secrets["keystone_admin_password"]
    api = Api(services.context["pki"]["ca"], endpoints["identity"]["public"], password)
    checks: dict[str, Callable[[], list[str]]] = {
        urls["public"]: lambda url=urls["public"]: _endpoint_faults(api, url) for urls in endpoints.values()
    }
    if "compute" in endpoints:
        url = f"{endpoints['compute']['public']}/os-services"
        hosts = [host["name"] for host in cloud["hosts"].get("compute", [])]
        checks["compute services"] = lambda: compute_faults(api.get(url)["services"], hosts)
    if "network" in endpoints:
        agents = f"{endpoints['network']['public']}/v2.0/agents"
        chassis = {host["name"] for group in ("compute", "network") for host in cloud["hosts"].get(group, [])}
        checks["network agents"] = lambda: agent_faults(api.get(agents)["agents"], sorted(chassis))
    return checks


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
    except OSError as error:
        return [f"{name}: {error}"]


def _endpoint_faults(api: Api, url: str) -> list[str]:
    status = api.status(url)
    return [] if status < 500 else [f"{url} answered {status}"]
