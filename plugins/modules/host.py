#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors

"""Documentation of the C(host) action."""

from __future__ import annotations

DOCUMENTATION = r"""
module: host
short_description: Give a host what containers of the cloud need, or take it back
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Installs podman, configures it for what the host allows, raises kernel settings, loads Open vSwitch where the kernel
    has it, and makes a bridge for the internal network where one is asked for.
  - No interface of the host's own is ever touched.
  - Every change is kept with what was there before in F(/var/lib/stackwright/host.json), so that it can be taken back.
attributes:
  check_mode:
    description: Names what would be changed.
    support: full
  diff_mode:
    description: Shows settings and files before and after.
    support: full
  idempotent:
    description: A second run changes nothing.
    support: full
  platform:
    description: Hosts of the Debian and RHEL families.
    support: full
    platforms: linux
options:
  state:
    description: V(present) gives, V(absent) takes back all that was given and restores what was there before.
    type: str
    choices: [present, absent]
    default: present
  bridge:
    description: A bridge for the internal network, for hosts without a network of their own for it.
    type: dict
    suboptions:
      name:
        description: Name of the bridge, at most 15 characters.
        type: str
        required: true
      address:
        description: The host's address on it, with prefix length.
        type: str
        required: true
  packages:
    description: Further packages to install.
    type: list
    elements: str
    default: []
  remove_packages:
    description: With O(state=absent), also remove the packages that were installed.
    type: bool
    default: false
  sysctls:
    description:
      - Numeric kernel settings, each with the least value it must have.
      - One that the host's kernel does not have, or has read-only, is left.
    type: dict
    default: {}
  registry_authorities:
    description: Registries to pull from (host and port), each with the PEM text of its certificate's authority.
    type: dict
    default: {}
  time_servers:
    description: Servers that chrony takes the time from. Without any, the host's clock is left alone. Needs systemd.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Prepare a host
  stackwright.cloud.host:
    sysctls:
      fs.inotify.max_user_instances: 1024

- name: Prepare a machine that is a whole cloud
  stackwright.cloud.host:
    bridge: {name: stackwright0, address: 10.224.0.11/24}

- name: Take it all back
  stackwright.cloud.host:
    state: absent
"""

RETURN = r"""
plan:
  description: What was changed, or in check mode would be, as lines for people.
  returned: always
  type: list
  elements: str
  sample: ["package podman", "sysctl kernel.keys.maxkeys: 200 -> 2000"]
changes:
  description: The same as data.
  returned: always
  type: list
  elements: dict
"""
