# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What Ironic needs of the other services of its cloud."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.checks.fault import Fault


def bare_metal_faults(variables: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield which of the cloud's *variables* leave Ironic without what it needs."""
    services = variables.get("stackwright_services", [])
    if "ironic" not in services:
        return
    login = variables.get("ironic_authentication")
    if login == "http_basic" and "nova" in services:
        yield Fault("", "ironic_authentication", login, "Nova logs in by Keystone", "Leave it out")
    if login == "keystone" and "keystone" not in services:
        yield Fault("", "ironic_authentication", login, "keystone is none of stackwright_services", "Use http_basic")
    network = variables.get("ironic_cleaning_network")
    if network:
        yield from _network_faults(network, services, variables.get("stackwright_provider_networks"))


def _network_faults(network: str, services: list[str], provider_networks: list[Any] | None) -> Iterator[Fault]:
    variable = "ironic_cleaning_network"
    for lacking in sorted({"keystone", "neutron"} - set(services)):
        problem = f"it is a network of Neutron, and {lacking} is none of stackwright_services"
        yield Fault("", variable, network, problem, "Leave it out")
    if "neutron" in services and not provider_networks:
        problem = "it is a flat network, and stackwright_provider_networks names none that could carry it"
        yield Fault("", variable, network, problem, "Add the one that the machines are plugged into")
    if "network_boot" in services:
        problem = "Neutron answers DHCP on it, and so would service network_boot"
        yield Fault("", variable, network, problem, "Leave one of them out")
