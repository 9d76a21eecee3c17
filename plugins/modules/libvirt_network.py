#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
module: libvirt_network
short_description: Networks of a libvirt hypervisor as declared state
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Defines, changes, starts, stops and removes any number of libvirt networks over one connection, from typed options.
  - Entries for DHCP and DNS are changed while the network is active. Other changes are stored,
    RV(networks[].restart_needed) says so, and the network is restarted only where O(networks[].restart) allows it,
    because guests lose it meanwhile, with older versions of libvirt until they restart.
extends_documentation_fragment:
  - stackwright.cloud.libvirt
  - stackwright.cloud.libvirt.changes
  - stackwright.cloud.libvirt_network
"""

EXAMPLES = r"""
- name: A network behind NAT with DHCP, and one on an Open vSwitch bridge
  stackwright.cloud.libvirt_network:
    networks:
      - name: lab
        mode: nat
        bridge: lab0
        domain: lab.example.com
        autostart: true
        addresses:
          - address: 10.20.0.1/24
            dhcp_ranges:
              - {start: 10.20.0.100, end: 10.20.0.199}
            dhcp_hosts:
              - {mac: "52:54:00:20:00:0a", ip: 10.20.0.10, name: seed}
      - name: provider
        mode: bridge
        bridge: br-ex
        virtualport: openvswitch
"""

RETURN = r"""
networks:
  description: One entry for each of O(networks), in their order.
  returned: always
  type: list
  elements: dict
  contains:
    name:
      description: The network.
      type: str
    changed:
      description: Whether it was changed.
      type: bool
    changes:
      description:
        - What changed, with RV(ignore:path), RV(ignore:before), RV(ignore:after) and RV(ignore:effect), which is
          V(live), V(config) or V(restart).
      type: list
      elements: dict
    restart_needed:
      description: Whether something that is stored takes effect only when the network next starts.
      type: bool
"""

from functools import partial

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client import startables
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import explained
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.run import (
    new_module,
    refuse,
    run,
    twice,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.network import NETWORK, SPEC
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.network_check import wrong
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.startable import plan_startable


def work(conn, module):
    """Plan all networks, refuse what is wrong, then hand out each plan with what applies it."""
    wanted = module.params["networks"]
    refuse(twice("network", [options["name"] for options in wanted]))
    refuse(f"network {options['name']}: {fault}" for options in wanted for fault in wrong(options))
    driver = startables.NETWORKS
    with explained():
        found = startables.named(driver, conn)
        actual = {name: startables.actual(driver, found[name]) for name in found}
    plans = [plan_startable(NETWORK, options, actual.get(options["name"])) for options in wanted]
    for plan in plans:
        yield plan, partial(startables.apply, driver, conn, found.get(plan.name), plan)


def main() -> None:
    run(new_module("networks", SPEC), "networks", work)


if __name__ == "__main__":
    main()
