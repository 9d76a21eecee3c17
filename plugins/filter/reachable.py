# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
name: reachable
short_description: Where virtual machines are reached
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Gives the address of each machine that has one.
positional: _input, machines
options:
  _input:
    description: The domains, as M(stackwright.cloud.libvirt_info) finds them.
    type: list
    elements: dict
    required: true
  machines:
    description: The machines, of which some may have an C(address) of their own.
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Say where the machines are
  ansible.builtin.debug:
    msg: "{{ hypervisor.domains | stackwright.cloud.reachable(virtual_machines) }}"
"""

RETURN = r"""
_value:
  description: Addresses by machine.
  type: dict
"""

from typing import Callable

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.virtual_machine import reachable


class FilterModule:
    def filters(self) -> dict[str, Callable]:
        return {"reachable": reachable}
