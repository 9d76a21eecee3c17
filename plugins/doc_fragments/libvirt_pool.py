# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The options of one libvirt storage pool; their places in the XML are in module_utils/hypervisor/pool.py."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  pools:
    description: The pools, each known by its name.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: The pool's name.
        type: str
        required: true
      state:
        description: What becomes of it. V(inactive) is defined, and stopped. V(absent) leaves what is stored.
        type: str
        choices: [active, inactive, absent]
        default: active
      autostart:
        description: Whether the pool starts with its host.
        type: bool
      build:
        description:
          - Whether the place of a new pool that is to be active is made, if it is not there, such as a directory, a
            mount point or a volume group.
          - Devices that hold anything are never overwritten.
        type: bool
        default: true
      restart:
        description: Whether an active pool may be restarted for a change. Running guests keep their disks.
        type: str
        choices: [never, allowed]
        default: never
      type:
        description: The kind of storage. Needed for a new pool.
        type: str
        choices: [dir, fs, netfs, logical, disk, iscsi, iscsi-direct, scsi, mpath, rbd, gluster, zfs]
      path:
        description: The directory in which the volumes appear.
        type: str
      mode:
        description: The directory's mode, such as V(0711).
        type: str
      owner:
        description: The directory's owner, as a number.
        type: int
      group:
        description: The directory's group, as a number.
        type: int
      source:
        description: Where the storage comes from.
        type: dict
        suboptions:
          hosts:
            description: The servers.
            type: list
            elements: dict
            suboptions:
              name:
                description: The server's name or address.
                type: str
                required: true
              port:
                description: The server's port.
                type: int
          directory:
            description: The directory that a server exports.
            type: str
          devices:
            description: The block devices, or the iSCSI target.
            type: list
            elements: str
          name:
            description: The name of the volume group, the RBD pool, the ZFS pool or the Gluster volume.
            type: str
          format:
            description: The file system, partition table or sharing protocol, such as V(nfs).
            type: str
          initiator:
            description: The initiator's name, for V(iscsi-direct).
            type: str
          auth_type:
            description: How to log in.
            type: str
            choices: [ceph, chap]
          username:
            description: The user to log in as.
            type: str
          secret:
            description: The UUID of the libvirt secret to log in with.
            type: str
"""
