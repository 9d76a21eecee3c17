# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
name: libvirt
short_description: The virtual machines of libvirt hypervisors
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Reads the domains of any number of hypervisors side by side. One that is out of reach is warned of, and does not
    take the others away.
  - Each host gets variables C(libvirt_name), C(libvirt_uuid), C(libvirt_hypervisor), C(libvirt_uri), C(libvirt_state),
    C(libvirt_title), C(libvirt_description), C(libvirt_tags), C(libvirt_type), C(libvirt_arch), C(libvirt_machine),
    C(libvirt_vcpus), C(libvirt_memory) (bytes), C(libvirt_interfaces) and C(libvirt_addresses), and C(ansible_host).
  - Hosts are grouped by state (C(state_running)), hypervisor (C(hypervisor_...)) and network (C(network_default)).
  - The file's name must end in C(libvirt.yml) or C(libvirt.yaml).
extends_documentation_fragment:
  - constructed
  - inventory_cache
requirements:
  - libvirt-python on the controller
options:
  plugin:
    description: Marks the file as one of this plugin.
    type: str
    required: true
    choices: [stackwright.cloud.libvirt]
  uris:
    description: The hypervisors, as libvirt's connection URIs.
    type: list
    elements: str
    default: ["qemu:///system"]
  address_sources:
    description:
      - Where addresses come from, the weightiest first. V(lease) are the leases of libvirt's networks, one call for
        each network. V(agent) asks each running guest's agent, V(arp) the hypervisor's ARP table.
    type: list
    elements: str
    choices: [lease, agent, arp]
    default: [lease]
  agent_timeout:
    description: Seconds that one guest's agent has to answer.
    type: int
    default: 5
  connect_networks:
    description: The networks, in CIDR notation, in which C(ansible_host) is looked for first.
    type: list
    elements: str
    default: []
  hostname:
    description: A Jinja expression for the host's name, over its variables, such as V(libvirt_name ~ '.' ~
      libvirt_hypervisor). Of machines that get the same name, the first is taken, with a warning.
    type: str
    default: libvirt_name
  filters:
    description: Jinja conditions over a host's variables, all of which it must meet.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
# hypervisors.libvirt.yml
plugin: stackwright.cloud.libvirt
uris:
  - qemu+ssh://root@hypervisor1.example.com/system
  - qemu+ssh://root@hypervisor2.example.com/system
filters:
  - libvirt_state == 'running'
hostname: libvirt_tags.fqdn | default(libvirt_name)
keyed_groups:
  - key: libvirt_tags.role
    prefix: role
compose:
  ansible_user: libvirt_tags.user | default('debian')
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/libvirt
"""

from dataclasses import asdict
from typing import Any

from ansible.errors import AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import IMPORT_ERROR
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.machines import all_machines
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.machines import Machine, reachable


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Fetch the machines (or take them from the cache), choose, name and group them."""

    NAME = "stackwright.cloud.libvirt"

    def verify_file(self, path: str) -> bool:
        return super().verify_file(path) and path.endswith(("libvirt.yml", "libvirt.yaml"))

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        super().parse(inventory, loader, path, cache)
        self._read_config_data(path)
        named: dict[str, Machine] = {}
        for machine in self._machines(path, cache):
            variables = self._variables(machine)
            if not all(self._compose(condition, variables) for condition in self.get_option("filters")):
                continue
            host = self._name(variables)
            first = named.setdefault(host, machine)
            if first is machine:
                self._add(host, machine, variables)
            else:
                self._warn_of_namesakes(host, first, machine)

    def _machines(self, path: str, cache: bool) -> list[Machine]:
        key = self.get_cache_key(path)
        cached = self._cache.get(key) if cache and self.get_option("cache") else None
        if cached is not None:
            return [Machine(**values) for values in cached]
        found = self._fetch()
        if self.get_option("cache"):
            self._cache[key] = [asdict(machine) for machine in found]
        return found

    def _fetch(self) -> list[Machine]:
        if IMPORT_ERROR is not None:
            raise AnsibleParserError(f"libvirt-python is missing on the controller: {IMPORT_ERROR}")
        options = [self.get_option(name) for name in ("uris", "address_sources", "agent_timeout")]
        found, faults = all_machines(*options)
        for fault in faults:
            self.display.warning(fault)
        return found

    def _variables(self, machine: Machine) -> dict[str, Any]:
        variables = machine.variables()
        address = reachable(machine, self.get_option("connect_networks"))
        return {**variables, "ansible_host": address} if address else variables

    def _warn_of_namesakes(self, host: str, first: Machine, second: Machine) -> None:
        self.display.warning(
            f"{host} is a machine of {first.uri} and of {second.uri}, and only the first is taken; tell them apart by"
            " hostname, such as libvirt_name ~ '.' ~ libvirt_hypervisor"
        )

    def _add(self, host: str, machine: Machine, variables: dict[str, Any]) -> None:
        self.inventory.add_host(host)
        for name, value in variables.items():
            self.inventory.set_variable(host, name, value)
        for group in self._groups(machine):
            self.inventory.add_child(self.inventory.add_group(group), host)
        strict = self.get_option("strict")
        self._set_composite_vars(self.get_option("compose"), variables, host, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), variables, host, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, host, strict=strict)

    def _name(self, variables: dict) -> str:
        hostname = self.get_option("hostname")
        return variables[hostname] if hostname in variables else self._compose(hostname, variables)

    def _groups(self, machine: Machine) -> list[str]:
        networks = {nic["network"] for nic in machine.interfaces if "network" in nic}
        names = [f"state_{machine.state}", f"hypervisor_{machine.hypervisor}", *(f"network_{one}" for one in networks)]
        return [self._sanitize_group_name(name) for name in names]
