#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
module: preflight
short_description: Say everything that is wrong before anything changes
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Checks variables against the argument specs of all roles, names of services, releases and groups, interfaces,
    addresses, networks, ports, memory, disk, clocks, package mirrors and secrets, for all hosts of the play at once.
  - Fails with all faults, each with its host, the variable, the value, and what would be right.
  - Looks at no host itself; M(stackwright.cloud.host_facts) must have run on all of them. Run it once, not per host.
attributes:
  check_mode:
    description: Nothing is ever changed.
    support: full
  diff_mode:
    description: Nothing is ever changed.
    support: none
  idempotent:
    description: Nothing is ever changed.
    support: full
  platform:
    description: Runs on the controller.
    support: full
    platforms: posix
options:
  memory:
    description: The least memory of a host in MiB, by group.
    type: dict
    default: {}
  disk:
    description: The least free space below F(/var/lib) in MiB, by group, before the first images are there.
    type: dict
    default: {}
  downgrade:
    description: Whether the release may be older than that of the databases.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Look at all hosts
  stackwright.cloud.host_facts:

- name: Say what is wrong
  stackwright.cloud.preflight:
    memory: {control: 6000}
  run_once: true
"""

RETURN = r"""
ansible_facts:
  description: C(stackwright_addresses), the address of each host by name, so that no other task has to ask them all.
  returned: success
  type: dict
msg:
  description: All faults as text, one numbered line each, with the hosts that have it.
  returned: failure
  type: str
  sample: |-
    1 fault; nothing was changed.
    1. node1: stackwright_interface is 'eth1': the host has no such interface. Did you mean eth0?
"""
