#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
module: libvirt_volume
short_description: Storage volumes of a libvirt hypervisor as declared state
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Creates, grows and deletes any number of libvirt volumes over one connection, empty, from an image, as a copy or
    on a backing volume.
  - Data is never overwritten and never cut off unless O(volumes[].force) says so, and a volume that a domain or
    another volume uses is not deleted.
extends_documentation_fragment:
  - stackwright.cloud.libvirt
  - stackwright.cloud.libvirt.changes
  - stackwright.cloud.libvirt_volume
"""

EXAMPLES = r"""
- name: A base image and two machines' disks on it
  stackwright.cloud.libvirt_volume:
    volumes:
      - name: debian-13.qcow2
        pool: default
        source: https://images.example.com/debian-13-genericcloud-amd64.qcow2
        checksum: sha256:2b9f0b4f0c6f0e8f5e0a6f3c7d1e2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b
      - {name: web.qcow2, pool: default, capacity: 20G, backing: {volume: debian-13.qcow2}}
      - {name: database.qcow2, pool: default, capacity: 100G, backing: {volume: debian-13.qcow2}}
"""

RETURN = r"""
volumes:
  description: One entry for each of O(volumes), in their order.
  returned: always
  type: list
  elements: dict
  contains:
    name:
      description: The pool and the volume.
      type: str
      sample: default/web.qcow2
    changed:
      description: Whether it was changed.
      type: bool
    changes:
      description: What changed, with RV(ignore:path), RV(ignore:before), RV(ignore:after) and RV(ignore:effect).
      type: list
      elements: dict
    restart_needed:
      description: Always V(false).
      type: bool
"""

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.run import new_module, run
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.volume_work import volume_work
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.volume import SPEC


def main() -> None:
    run(new_module("volumes", SPEC), "volumes", volume_work)


if __name__ == "__main__":
    main()
