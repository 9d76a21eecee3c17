# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
name: baremetal
short_description: The bare-metal nodes of an Ironic
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Reads the nodes of an Ironic in two requests, whatever their number, and makes hosts of them.
  - Each host gets variables C(baremetal_id), C(baremetal_name), C(baremetal_state), C(baremetal_power),
    C(baremetal_maintenance), C(baremetal_driver), C(baremetal_class), C(baremetal_traits), C(baremetal_roles),
    C(baremetal_macs), C(baremetal_network), C(baremetal_burn_in) and C(ansible_host).
  - C(baremetal_hardware) is what the inspection found, as M(stackwright.cloud.baremetal_nodes) keeps it in the node.
    It has C(cpus), C(memory) in MiB, C(disks) with their C(size) in bytes, and C(interfaces) with their neighbours.
  - The file's name must end in C(baremetal.yml) or C(baremetal.yaml).
extends_documentation_fragment:
  - stackwright.cloud.login
  - constructed
  - inventory_cache
options:
  plugin:
    description: Marks the file as one of this plugin.
    type: str
    required: true
    choices: [stackwright.cloud.baremetal]
  states:
    description: The provision states that make a node a host; an empty list takes all.
    type: list
    elements: str
    default: [active]
  group_by:
    description:
      - What to group hosts by. The groups of V(role) are the roles themselves; others are called like C(class_gpu),
        C(trait_CUSTOM_GPU), C(state_active).
    type: list
    elements: str
    choices: [role, class, trait, state]
    default: [role, class, trait, state]
  hostname:
    description: A Jinja expression for the host's name, over its variables.
    type: str
    default: baremetal_name
  filters:
    description: Jinja conditions over a host's variables, all of which it must meet.
    type: list
    elements: str
    default: []
  missing_ok:
    description:
      - Whether it is fine that nobody can log in yet, because the undercloud has not been deployed. There are no hosts
        then.
    type: bool
    default: false
"""

EXAMPLES = r"""
# production.baremetal.yml
plugin: stackwright.cloud.baremetal
clouds_file: ~/.config/stackwright/undercloud/clouds.yaml
cloud: undercloud
filters:
  - not baremetal_maintenance
keyed_groups:
  - {key: baremetal_hardware.vendor, prefix: vendor}
compose:
  ansible_user: "'debian'"
  stackwright_interface: baremetal_network.bonds[0].name
"""

from typing import Any

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.baremetal import Ironic
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.login_options import LOGIN
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.hosts import groups, variables
from ansible_collections.stackwright.cloud.plugins.plugin_utils.resources import connected


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Fetch the nodes (or take them from the cache), choose, name and group them."""

    NAME = "stackwright.cloud.baremetal"

    def verify_file(self, path: str) -> bool:
        return super().verify_file(path) and path.endswith(("baremetal.yml", "baremetal.yaml"))

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        super().parse(inventory, loader, path, cache)
        self._read_config_data(path)
        states = self.get_option("states")
        for host in self._hosts(path, cache):
            if (not states or host["baremetal_state"] in states) and self._is_wanted(host):
                self._add(host)

    def _hosts(self, path: str, cache: bool) -> list[dict[str, Any]]:
        key = self.get_cache_key(path)
        cached = self._cache.get(key) if cache and self.get_option("cache") else None
        if cached is not None:
            return cached
        found = self._fetch()
        if self.get_option("cache"):
            self._cache[key] = found
        return found

    def _fetch(self) -> list[dict[str, Any]]:
        login = {name: self.get_option(name) for name in LOGIN}
        try:
            known = Ironic(connected(login)).known()
        except (AnsibleError, CloudError) as error:
            if not self.get_option("missing_ok"):
                raise AnsibleParserError(f"the nodes are not known: {error}") from error
            self.display.warning(f"there are no hosts of bare metal yet: {error}")
            return []
        return [variables(found) for found in known.nodes.values()]

    def _is_wanted(self, host: dict[str, Any]) -> bool:
        return all(self._compose(condition, host) for condition in self.get_option("filters"))

    def _add(self, host: dict[str, Any]) -> None:
        hostname, strict = self.get_option("hostname"), self.get_option("strict")
        name = host[hostname] if hostname in host else self._compose(hostname, host)
        self.inventory.add_host(name)
        for variable, value in host.items():
            self.inventory.set_variable(name, variable, value)
        for group in groups(host, self.get_option("group_by")):
            self.inventory.add_child(self.inventory.add_group(self._sanitize_group_name(group)), name)
        self._set_composite_vars(self.get_option("compose"), host, name, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), host, name, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), host, name, strict=strict)
