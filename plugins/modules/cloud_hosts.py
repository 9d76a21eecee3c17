#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
module: cloud_hosts
short_description: Open hosts of a cloud to servers, drain them, or have the cloud forget them
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Draining closes compute hosts to new servers and moves those that are there to other hosts, some at a time. It is
    what M(stackwright.cloud.resources) does with a compute service that is to be C(empty).
  - Forgetting removes what Nova and Neutron remember of hosts that have left.
options:
  hosts:
    description: The hosts. Of those that Nova or Neutron does not know nothing is asked.
    type: list
    elements: str
    required: true
  state:
    description:
      - With V(enabled) they take new servers.
      - With V(drained) they take none, and have none. A server that cannot leave is named with the reason, and the
        others leave all the same.
      - With V(absent) they are unknown. Their compute services go, with their inventory in Placement, their place in
        a cell and in aggregates, and so do their network agents, with their chassis in OVN. Nothing of the cloud may
        run on them any more, or they report again; Nova refuses to forget a host that still has servers.
    type: str
    choices: [enabled, drained, absent]
    required: true
  reason:
    description: With O(state=drained), why they take no servers, as Nova shows it.
    type: str
    default: drained
  cold:
    description:
      - With O(state=drained), whether servers that run and cannot be migrated live are restarted on another host.
    type: bool
    default: false
  dead:
    description:
      - With O(state=drained), whether the hosts are off for good. Their servers are then started on other hosts, from
        their volumes or, where their disks were on the host, from their images as if they were new.
      - It is refused while Nova hears from one of them.
    type: bool
    default: false
extends_documentation_fragment:
  - stackwright.cloud.login
  - stackwright.cloud.login.changes
seealso:
  - module: stackwright.cloud.resources
  - module: stackwright.cloud.removal
"""

EXAMPLES = r"""
- name: Empty two hosts
  stackwright.cloud.cloud_hosts:
    cloud: example
    hosts: [compute3, compute4]
    state: drained
    reason: new memory on Monday

- name: Have the cloud forget a host that is gone
  stackwright.cloud.cloud_hosts:
    cloud: example
    hosts: [compute3]
    state: absent
"""

RETURN = r"""
plan:
  description: What was changed, or in check mode would be, as lines for people.
  returned: success
  type: list
  elements: str
  sample: [~ compute service compute3]
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.login_options import LOGIN


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            **LOGIN,
            "hosts": {"type": "list", "elements": "str", "required": True},
            "state": {"type": "str", "choices": ["enabled", "drained", "absent"], "required": True},
            "reason": {"type": "str", "default": "drained"},
            "cold": {"type": "bool", "default": False},
            "dead": {"type": "bool", "default": False},
        },
        supports_check_mode=True,
    )
    module.fail_json(msg="stackwright.cloud.cloud_hosts runs as an action on the controller; use it as a task")


if __name__ == "__main__":
    main()
