#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors

"""Documentation of the C(host_facts) action."""

from __future__ import annotations

DOCUMENTATION = r"""
module: host_facts
short_description: What a host is and has, in one quick look
version_added: 0.1.0
description:
  - Gathers what the preflight checks and the defaults of some variables need, in a fraction of a second.
  - Needs nothing on the host but Python and C(ip).
author: Stackwright contributors (@stackwright)
attributes:
  check_mode:
    description: Nothing is ever changed.
    support: full
  diff_mode:
    description: Nothing is ever changed.
    support: none
  facts:
    description: Returns facts.
    support: full
  idempotent:
    description: Nothing is ever changed.
    support: full
  platform:
    description: Linux hosts.
    support: full
    platforms: linux
options:
  ask_addresses:
    description: Addresses of which to find out whether another machine has them. Costs a second where nobody answers.
    type: list
    elements: str
    default: []
  resolve:
    description: Host names to look up.
    type: list
    elements: str
    default: []
  debian_mirrors:
    description: Whether to find out which Debian mirrors apt fetches from.
    type: bool
    default: false
  mirrors:
    description: Whether to find out if the package mirrors answer, on a host that has no image of ours yet.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Look at the host
  stackwright.cloud.host_facts:
    ask_addresses: [10.224.0.10]
"""

RETURN = r"""
ansible_facts:
  description: The facts.
  returned: always
  type: complex
  contains:
    stackwright_probed_virtualization:
      description: What M(stackwright.cloud.virtualization) found for this kernel, else C(qemu).
      type: str
    stackwright_host:
      description:
        - C(distribution), C(architecture), C(kernel), C(init), C(cgroups), C(cpus), C(memory) and C(disk) in MiB, hard
          C(limits), C(inotify), C(python), C(podman), C(kvm), C(ovs_datapath).
        - C(interfaces) with their addresses, C(routes), C(name_servers), C(listeners) with process and container,
          C(taken) of the addresses asked for, C(resolved) names, C(debian_mirrors), C(mirrors) that do not answer,
          C(images) by name and C(image_files) that were taken out of them, C(schema_release) that databases have been
          brought to, C(virtualization) as
          M(stackwright.cloud.virtualization) found it for this kernel, C(epoch) and C(clock_offset) in seconds against
          the controller.
      type: dict
"""
