#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
module: simulated_hosts
short_description: Simulate hosts on this machine
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Runs hosts with systemd, SSH and podman of their own, each in a container, and the networks between them.
  - Hosts share the images that O(images) names, so that none is copied to each of them.
  - A host whose image, key, addresses or networks change is made anew and has lost its data.
  - Everything has the label C(stackwright.lab), by which what is no longer wanted is found and removed.
options:
  name:
    description: Name of the lab.
    type: str
    required: true
  state:
    description: With V(absent) hosts, networks and shared images are removed, and the hosts' data.
    type: str
    choices: [present, absent]
    default: present
  image:
    description: The image of a host.
    type: str
  authorized_key:
    description: The public key that lets root in.
    type: str
  images:
    description: Images of this machine that all hosts have.
    type: list
    elements: str
    default: []
  networks:
    description:
      - The networks, of which each host has the interfaces C(eth0), C(eth1) and so on.
      - Only C(eth0) has an address; the others are for Open vSwitch.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: Name of the network, in podman after the lab's.
        type: str
        required: true
      subnet:
        description: Its addresses. This machine has the first of them; without any it has no part in the network.
        type: str
  hosts:
    description: The address of each host in the first network.
    type: dict
    default: {}
attributes:
  check_mode:
    support: full
    description: Names what would be made and removed.
  diff_mode:
    support: full
    description: Names what is made and removed.
  idempotent:
    support: full
    description: A second run changes nothing.
  platform:
    support: full
    platforms: linux
    description: Machines with podman.
"""

EXAMPLES = r"""
- name: Simulate two hosts
  stackwright.cloud.simulated_hosts:
    name: lab
    image: "{{ lookup('stackwright.cloud.image', 'host') }}"
    authorized_key: "{{ lookup('ansible.builtin.file', '~/.ssh/id_ed25519.pub') }}"
    networks:
      - {name: internal, subnet: 10.230.0.0/24}
    hosts: {one: 10.230.0.11, two: 10.230.0.12}

- name: Remove them
  stackwright.cloud.simulated_hosts:
    name: lab
    state: absent
"""

RETURN = r"""
plan:
  description: What was done, or in check mode would be, one line each.
  returned: always
  type: list
  elements: str
  sample: [create network lab-internal, create container one]
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import EngineError
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.simulated import Lab


def main() -> None:
    """Compare, and make what differs."""
    network = {"name": {"type": "str", "required": True}, "subnet": {"type": "str"}}
    module = AnsibleModule(
        argument_spec={
            "name": {"type": "str", "required": True},
            "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
            "image": {"type": "str"},
            "authorized_key": {"type": "str", "no_log": False},
            "images": {"type": "list", "elements": "str", "default": []},
            "networks": {"type": "list", "elements": "dict", "default": [], "options": network},
            "hosts": {"type": "dict", "default": {}},
        },
        required_if=[("state", "present", ["image", "authorized_key"])],
        supports_check_mode=True,
    )
    lab = Lab(module.params["name"])
    try:
        changes = lab.changes(module.params)
        if not module.check_mode:
            lab.carry_out(changes, module.params)
    except EngineError as error:
        module.fail_json(msg=str(error))
    lines = [change.as_line() for change in changes]
    module.exit_json(changed=bool(lines), plan=lines, diff={"prepared": "".join(f"{line}\n" for line in lines)})


if __name__ == "__main__":
    main()
