# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
name: machine_definitions
short_description: Virtual machines for people, as the volumes and domains that make them
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Gives V(volumes) for M(stackwright.cloud.libvirt_volume), V(domains) for M(stackwright.cloud.libvirt_domain), and
    the names of the machines that are to be V(running).
positional: _input
options:
  _input:
    description: The machines, as the role P(stackwright.cloud.virtual_machines#role) takes them.
    type: list
    elements: dict
    required: true
  images:
    description: Base images by name.
    type: dict
    required: true
  pool:
    description: The storage pool.
    type: str
    required: true
  defaults:
    description: Options of every machine.
    type: dict
    required: true
  user:
    description: The user that cloud-init makes.
    type: str
    required: true
  keys:
    description: That user's public SSH keys.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: See what makes the machines
  ansible.builtin.debug:
    msg: >-
      {{ machines | stackwright.cloud.machine_definitions(images={}, pool='default', defaults={}, user='me', keys=[]) }}
"""

RETURN = r"""
_value:
  description: A dictionary with V(volumes), V(domains) and V(running).
  type: dict
"""

from typing import Any, Callable

from ansible.errors import AnsibleFilterError
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.virtual_machine import definitions


def machine_definitions(machines: list, **options: Any) -> dict:
    try:
        return definitions(machines, **options)
    except ValueError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    def filters(self) -> dict[str, Callable]:
        return {"machine_definitions": machine_definitions}
