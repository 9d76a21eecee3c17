#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors

"""Says what a host is and has."""

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
          C(images) by name and C(image_files) that were taken out of them, C(virtualization) as
          M(stackwright.cloud.virtualization) found it for this kernel, C(epoch) and C(clock_offset) in seconds against
          the controller.
      type: dict
"""

import time

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.image import ARTIFACTS, is_ours
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman_arguments import LABEL_CLOUD
from ansible_collections.stackwright.cloud.plugins.module_utils.host import (
    listeners,
    mirrors,
    network,
    system,
    virtualization,
)


def main() -> None:
    """Look at everything once."""
    module = AnsibleModule(
        argument_spec={
            "ask_addresses": {"type": "list", "elements": "str", "default": []},
            "resolve": {"type": "list", "elements": "str", "default": []},
            "debian_mirrors": {"type": "bool", "default": False},
            "mirrors": {"type": "bool", "default": False},
        },
        supports_check_mode=True,
    )
    interfaces, images = network.interfaces(), system.images()
    host = {
        **system.gather(),
        "interfaces": interfaces,
        "routes": network.routes(),
        "name_servers": network.name_servers(),
        "listeners": listeners.listeners(LABEL_CLOUD),
        "taken": network.taken(module.params["ask_addresses"], interfaces),
        "resolved": network.resolved(module.params["resolve"]),
        "images": images,
        "image_files": system.files(ARTIFACTS),
        "virtualization": virtualization.recorded(),
        "debian_mirrors": mirrors.debian_mirrors() if module.params["debian_mirrors"] else {},
        "mirrors": mirrors.unreachable() if module.params["mirrors"] and not any(map(is_ours, images)) else [],
        "epoch": time.time(),
    }
    answer = host["virtualization"]["answer"] if host["virtualization"] else "qemu"
    module.exit_json(ansible_facts={"stackwright_host": host, "stackwright_probed_virtualization": answer})


if __name__ == "__main__":
    main()
