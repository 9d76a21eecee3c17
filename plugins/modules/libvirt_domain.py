#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
module: libvirt_domain
short_description: Virtual machines of a libvirt hypervisor as declared state
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Defines, changes, starts, stops and removes any number of libvirt domains over one connection, from typed options.
  - A change is made in the running guest where libvirt can do that; otherwise it is stored,
    RV(domains[].restart_needed) says so, and the guest is restarted only where O(domains[].restart) allows it.
  - All domains are checked before the first one is touched. A new domain that cannot be started is taken back, and so
    is a change with which a guest does not start again.
extends_documentation_fragment:
  - stackwright.cloud.libvirt
  - stackwright.cloud.libvirt.changes
  - stackwright.cloud.libvirt_domain
"""

EXAMPLES = r"""
- name: A web server and its database
  stackwright.cloud.libvirt_domain:
    domains:
      - name: web
        state: running
        autostart: true
        vcpus: 2
        memory: 2G
        disks:
          - {target: vda, pool: default, volume: web.qcow2, discard: unmap}
        interfaces:
          - network: default
        cloud_init:
          pool: default
          user_data: "{{ lookup('ansible.builtin.template', 'user-data.yml.j2') }}"
      - name: database
        state: running
        memory: 8G
        firmware: efi
        restart: allowed
        disks:
          - {target: vda, pool: fast, volume: database.qcow2, cache: none, io: native}
        interfaces:
          - {bridge: br-int, virtualport: openvswitch, vlan: 42}

- name: Remove a machine together with its volumes
  stackwright.cloud.libvirt_domain:
    uri: qemu+ssh://root@hypervisor.example.com/system
    domains:
      - name: scratch
        state: absent
        force: true
        remove_volumes: true
"""

RETURN = r"""
domains:
  description: One entry for each of O(domains), in their order.
  returned: always
  type: list
  elements: dict
  contains:
    name:
      description: The domain.
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
      sample: [{path: vcpus, before: 2, after: 4, effect: live}]
    restart_needed:
      description: Whether something that is stored takes effect only when the guest next starts.
      type: bool
"""

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.domain_work import domain_work
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.run import new_module, run
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.domain_options import DOMAIN_SPEC


def main() -> None:
    run(new_module("domains", DOMAIN_SPEC), "domains", domain_work)


if __name__ == "__main__":
    main()
