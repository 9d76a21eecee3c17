#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
module: libvirt_info
short_description: Everything about a libvirt hypervisor in one call
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Reads the host, domains, networks, storage pools and volumes over one read-only connection. Domains, networks
    and pools come with the options of M(stackwright.cloud.libvirt_domain), M(stackwright.cloud.libvirt_network) and
    M(stackwright.cloud.libvirt_pool), so that what is found can be written down as what is wanted.
extends_documentation_fragment:
  - stackwright.cloud.libvirt
attributes:
  check_mode:
    support: full
    description: Changes nothing.
  diff_mode:
    support: none
    description: Changes nothing.
  idempotent:
    support: full
    description: Changes nothing.
  platform:
    support: full
    platforms: posix
    description: Any host with libvirt-python; the hypervisor may be another one.
options:
  gather:
    description: What to read.
    type: list
    elements: str
    choices: [host, domains, networks, pools, volumes]
    default: [host, domains, networks, pools, volumes]
"""

EXAMPLES = r"""
- name: Look at the hypervisor
  stackwright.cloud.libvirt_info:
  register: hypervisor

- name: Write its machines down
  ansible.builtin.copy:
    content: "{{ hypervisor.domains | ansible.builtin.to_nice_yaml }}"
    dest: machines.yml
    mode: "0644"
  delegate_to: localhost
"""

RETURN = r"""
host:
  description: The host's C(hostname), C(driver), C(libvirt_version), C(hypervisor_version), C(arch), C(cpus),
    C(memory) and C(types) of domains.
  returned: when gathered
  type: dict
  sample: {hostname: hypervisor1, driver: QEMU, arch: x86_64, cpus: 16, memory: 67108864000, types: [kvm, qemu]}
domains:
  description: The domains' options, with C(state) (V(running), V(paused), V(shutoff) or V(pmsuspended)),
    C(autostart), C(snapshots) and the C(addresses) that libvirt's networks leased.
  returned: when gathered
  type: list
  elements: dict
networks:
  description: The networks' options, with C(state), C(autostart) and C(leases).
  returned: when gathered
  type: list
  elements: dict
pools:
  description: The pools' options, with C(state), C(autostart), C(capacity), C(allocation) and C(available), in bytes.
  returned: when gathered
  type: list
  elements: dict
volumes:
  description: The active pools' volumes, each with its C(pool), C(capacity), C(allocation), C(format), C(path) and
    C(backing).
  returned: when gathered
  type: list
  elements: dict
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import (
    HypervisorError,
    connection,
    explained,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.info import GATHER
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.run import URI, require_libvirt


def main() -> None:
    names = list(GATHER)
    spec = {"gather": {"type": "list", "elements": "str", "choices": names, "default": names}}
    module = AnsibleModule(argument_spec={**URI, **spec}, supports_check_mode=True)
    require_libvirt(module)
    try:
        with connection(module.params["uri"], readonly=True) as conn, explained():
            module.exit_json(changed=False, **{name: GATHER[name](conn) for name in module.params["gather"]})
    except HypervisorError as error:
        module.fail_json(msg=str(error))


if __name__ == "__main__":
    main()
