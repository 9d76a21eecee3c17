# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
name: servers
short_description: The servers of OpenStack clouds
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Reads the servers of any number of clouds side by side. A cloud that is out of reach is warned of, and does not take
    the others away; when none answers, it is an error.
  - Each host gets variables C(openstack_id), C(openstack_name), C(openstack_status), C(openstack_cloud),
    C(openstack_project), C(openstack_availability_zone), C(openstack_flavor), C(openstack_image),
    C(openstack_networks), C(openstack_addresses), C(openstack_key_name), C(openstack_metadata), C(openstack_tags)
    and C(openstack_created), and C(ansible_host).
  - Servers of the same name get their id behind it.
  - The file's name must end in C(servers.yml) or C(servers.yaml).
extends_documentation_fragment:
  - constructed
  - inventory_cache
requirements:
  - openstacksdk 4.1 or newer on the controller
options:
  plugin:
    description: Marks the file as one of this plugin.
    type: str
    required: true
    choices: [stackwright.cloud.servers]
  clouds:
    description:
      - The clouds, by their names in C(clouds.yaml). The default is what E(OS_CLOUD) names, the login in the other
        C(OS_) variables, or the only cloud in the file.
    type: list
    elements: str
    default: []
  clouds_file:
    description: The C(clouds.yaml) to read. The default is the one that openstacksdk finds.
    type: path
  all_projects:
    description: Whether to list the servers of all projects, which administrators may.
    type: bool
    default: false
  query:
    description: What Nova is asked for, such as C(status) or C(host), before anything is sent over the network.
    type: dict
    default: {}
  addresses:
    description: The types of addresses for C(ansible_host), the weightiest first.
    type: list
    elements: str
    choices: [floating, fixed]
    default: [floating, fixed]
  networks:
    description: The networks whose addresses count for C(ansible_host), the weightiest first. The default is all.
    type: list
    elements: str
    default: []
  ip_version:
    description: The internet protocol of C(ansible_host).
    type: int
    choices: [4, 6]
    default: 4
  group_by:
    description: What to group hosts by; a group is called like C(flavor_small), C(metadata_role_web).
    type: list
    elements: str
    choices: [cloud, project, zone, image, flavor, network, status, metadata]
    default: [cloud, project, zone, image, flavor, network, metadata]
  hostname:
    description: A Jinja expression for the host's name, over its variables.
    type: str
    default: openstack_name
  filters:
    description: Jinja conditions over a host's variables, all of which it must meet.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
# production.servers.yml
plugin: stackwright.cloud.servers
clouds: [north, south]
query: {status: ACTIVE}
addresses: [floating]
filters:
  - "'managed' in openstack_tags"
keyed_groups:
  - {key: openstack_metadata.role, prefix: role}
compose:
  ansible_user: openstack_metadata.user | default('debian')
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/servers
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.server_hosts import hosts
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.servers import groups, host_names, reachable
from ansible_collections.stackwright.cloud.plugins.plugin_utils.resources import connected


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Fetch the servers (or take them from the cache), choose, name and group them."""

    NAME = "stackwright.cloud.servers"

    def verify_file(self, path: str) -> bool:
        return super().verify_file(path) and path.endswith(("servers.yml", "servers.yaml"))

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        super().parse(inventory, loader, path, cache)
        self._read_config_data(path)
        chosen = [host for host in self._hosts(path, cache) if self._is_wanted(host)]
        names = host_names([self._name(host) for host in chosen], [host["openstack_id"] for host in chosen])
        for name, host in zip(names, chosen):
            self._add(name, host)

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
        clouds = self.get_option("clouds") or [None]
        with ThreadPoolExecutor(len(clouds)) as pool:
            results = list(pool.map(self._of_cloud, clouds))
        faults = [result for result in results if isinstance(result, str)]
        if len(faults) == len(clouds):
            raise AnsibleParserError("; ".join(faults))
        for fault in faults:
            self.display.warning(fault)
        return [host for result in results if not isinstance(result, str) for host in result]

    def _of_cloud(self, cloud: str | None) -> list[dict[str, Any]] | str:
        """Return the hosts of *cloud*, or why there are none."""
        login = {"cloud": cloud, "clouds_file": self.get_option("clouds_file")}
        try:
            api = connected(login)
            return hosts(api, cloud or "default", self.get_option("all_projects"), self.get_option("query"))
        except (AnsibleError, CloudError) as error:
            return f"the servers of {cloud or 'the default cloud'} are not known: {error}"

    def _is_wanted(self, host: dict[str, Any]) -> bool:
        return all(self._compose(condition, host) for condition in self.get_option("filters"))

    def _name(self, host: dict[str, Any]) -> str:
        hostname = self.get_option("hostname")
        return host[hostname] if hostname in host else self._compose(hostname, host)

    def _add(self, name: str, host: dict[str, Any]) -> None:
        rule = [self.get_option(option) for option in ("addresses", "networks", "ip_version")]
        address = reachable(host["openstack_addresses"], *rule)
        variables = {**host, **({"ansible_host": address} if address else {})}
        self.inventory.add_host(name)
        for variable, value in variables.items():
            self.inventory.set_variable(name, variable, value)
        for group in groups(host, self.get_option("group_by")):
            self.inventory.add_child(self.inventory.add_group(self._sanitize_group_name(group)), name)
        strict = self.get_option("strict")
        self._set_composite_vars(self.get_option("compose"), variables, name, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), variables, name, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, name, strict=strict)
