# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The options of one libvirt volume; their places in the XML are in module_utils/hypervisor/volume.py."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  volumes:
    description: The volumes, each known by its pool and name. They are made in this order, so one may be based on
      an earlier one.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: The volume's name.
        type: str
        required: true
      pool:
        description: The storage pool.
        type: str
        required: true
      state:
        description: Whether it is to be there.
        type: str
        choices: [present, absent]
        default: present
      capacity:
        description:
          - The size the guest sees, such as V(20G). A volume that is smaller grows, also while a guest runs.
          - A volume that is larger is refused unless O(volumes[].force), for shrinking destroys data. A new one that
            would be smaller than what it starts from is refused too.
        type: bytes
      allocation:
        description: What is set aside at creation. The default is nothing.
        type: bytes
      format:
        description: The format of a new volume. The default is V(qcow2) where volumes are files, else V(raw).
        type: str
        choices: [raw, qcow2]
      source:
        description:
          - An image that a new volume starts as, a file on the host that runs the module, or a URL. It is converted
            where the formats differ.
          - The content of a volume that exists is never compared and never overwritten.
        type: str
      checksum:
        description: The image's checksum, such as V(sha256:e3b0...). It is checked as the image passes, before the
          volume is there.
        type: str
      clone:
        description: A volume of the same pool that a new volume starts as a copy of.
        type: str
      backing:
        description: What a new volume is an overlay of.
        type: dict
        suboptions:
          volume:
            description: A volume of the same pool, or of O(volumes[].backing.pool).
            type: str
          pool:
            description: The pool of O(volumes[].backing.volume).
            type: str
          path:
            description: A file or device on the hypervisor.
            type: str
          format:
            description: Its format. The default is the volume's own.
            type: str
            choices: [raw, qcow2]
      force:
        description: Shrink, or replace a volume whose format or backing differs. Either destroys data.
        type: bool
        default: false
"""
