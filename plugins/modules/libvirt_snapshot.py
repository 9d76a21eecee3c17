#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
module: libvirt_snapshot
short_description: Snapshots of virtual machines of a libvirt hypervisor
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Takes, deletes and goes back to any number of snapshots over one connection.
extends_documentation_fragment:
  - stackwright.cloud.libvirt
attributes:
  check_mode:
    support: full
    description: Names exactly what a run would change.
  diff_mode:
    support: full
    description: One line for each snapshot that changes.
  idempotent:
    support: partial
    description: A snapshot is taken or deleted once. O(snapshots[].state=reverted) goes back each time.
  platform:
    support: full
    platforms: posix
    description: Any host with libvirt-python; the hypervisor may be another one.
options:
  snapshots:
    description: The snapshots, each known by its domain and name, taken in this order.
    type: list
    elements: dict
    required: true
    suboptions:
      domain:
        description: The domain.
        type: str
        required: true
      name:
        description: The snapshot's name.
        type: str
        required: true
      state:
        description: V(present) takes it unless it is there. V(reverted) puts the domain back to it, and what
          changed since is lost.
        type: str
        choices: [present, absent, reverted]
        default: present
      description:
        description: A description for people.
        type: str
      memory:
        description: Whether a running guest's memory is kept. libvirt's default is to keep it with the disks.
        type: str
        choices: [internal, 'no']
      disk_only:
        description:
          - Snapshot the disks only, into new overlay files, at once or not at all. libvirt can do so for disks that
            are named by their file, not for those that are a pool's volume.
          - Until it is deleted, M(stackwright.cloud.libvirt_domain) refuses to change what the domain's disks are.
        type: bool
        default: false
      quiesce:
        description: With O(snapshots[].disk_only), have the guest agent freeze the file systems meanwhile.
        type: bool
        default: false
      children:
        description: With O(snapshots[].state=absent), delete the snapshots that were taken after it, too.
        type: bool
        default: false
      force:
        description: Go back even where libvirt calls that risky, as when the guest's devices have changed since.
        type: bool
        default: false
"""

EXAMPLES = r"""
- name: Keep the machines as they are before the upgrade
  stackwright.cloud.libvirt_snapshot:
    snapshots:
      - {domain: web, name: before-upgrade}
      - {domain: database, name: before-upgrade}

- name: Go back
  stackwright.cloud.libvirt_snapshot:
    snapshots:
      - {domain: web, name: before-upgrade, state: reverted}
"""

RETURN = r"""
snapshots:
  description: One entry for each of O(snapshots), in their order.
  returned: always
  type: list
  elements: dict
  contains:
    name:
      description: The domain and the snapshot.
      type: str
      sample: web/before-upgrade
    changed:
      description: Whether anything was changed.
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
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.snapshots import snapshot_work
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.snapshot import SPEC


def main() -> None:
    run(new_module("snapshots", SPEC), "snapshots", snapshot_work)


if __name__ == "__main__":
    main()
