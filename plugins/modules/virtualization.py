#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors

"""Finds out what can run guests on a host."""

from __future__ import annotations

DOCUMENTATION = r"""
module: virtualization
short_description: Find out whether KVM really runs guests
version_added: 0.1.0
description:
  - Boots a tiny guest with QEMU and KVM, in a container, and answers C(kvm) only when it finishes within five seconds.
    A F(/dev/kvm) that accepts guests which then hang, as nested virtualization may, is found out.
  - The answer is kept in F(/var/lib/stackwright/virtualization.json), and found anew for another kernel or image.
    A host whose facts, as M(stackwright.cloud.host_facts) gathers them, have it is not asked again.
author: Stackwright contributors (@stackwright)
attributes:
  check_mode:
    description: Nothing is booted; without a kept answer, the answer is C(qemu).
    support: full
  diff_mode:
    description: There is nothing to compare.
    support: none
  idempotent:
    description: A kept answer is used again.
    support: full
  platform:
    description: Hosts with podman.
    support: full
    platforms: linux
options:
  image:
    description: Image with QEMU. It must be on the host.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Find out what runs guests
  stackwright.cloud.virtualization:
    image: localhost/stackwright/libvirt:trixie-0123456789ab
"""

RETURN = r"""
answer:
  description: C(kvm) or C(qemu).
  returned: always
  type: str
reason:
  description: Why.
  returned: always
  type: str
  sample: a guest did not finish within 5 s
changes:
  description: The probe, where it was made or in check mode would be.
  returned: always
  type: list
  elements: dict
unknown:
  description: In check mode, what cannot be told (C(what)) and C(why), where the answer is not known yet.
  returned: always
  type: list
  elements: dict
ansible_facts:
  description: The answer as C(stackwright_probed_virtualization), for the default of C(stackwright_virtualization).
  returned: always
  type: dict
"""

import subprocess

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.stackwright.cloud.plugins.module_utils.host import virtualization

PROBE = {"action": "run", "kind": "probe", "name": "KVM", "reasons": ["a boot tells whether it runs guests"]}
UNKNOWN = {"what": "what runs guests", "why": "KVM is tried by a boot; QEMU's emulation is assumed"}


def main() -> None:
    """Use what is known, else probe."""
    module = AnsibleModule(argument_spec={"image": {"type": "str", "required": True}}, supports_check_mode=True)
    image = module.params["image"]
    record = virtualization.recorded(image)
    changes = [] if record else [PROBE]
    unknown = []
    if record is None and module.check_mode:
        record = {"answer": "qemu", "reason": "not probed yet"}
        unknown = [UNKNOWN]
    elif record is None:
        try:
            record = virtualization.probe(image)
            virtualization.remember(record)
        except (OSError, subprocess.SubprocessError, virtualization.ProbeError) as error:
            module.fail_json(msg=f"KVM cannot be probed with image {image}: {error}")
    module.exit_json(
        changed=bool(changes),
        changes=changes,
        unknown=unknown,
        **virtualization.answered(record),
    )


if __name__ == "__main__":
    main()
