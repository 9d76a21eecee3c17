#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
module: baremetal_validate
short_description: See whether bare-metal nodes are what a document says
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Compares a document of machines with what Ironic and their inspections know of them, and tells for each node which
    validations it passes, with a warning or not, and what to do where it fails. It asks Ironic twice, whatever the
    number of nodes, and no machine.
  - Any failure fails the task, at its end. Warnings do not.
options:
  document:
    description:
      - The machines, as M(stackwright.cloud.baremetal_nodes) takes them.
    type: raw
    required: true
  secrets:
    description: The secrets that the document refers to, by name.
    type: dict
  nodes:
    description: The nodes to look at, by name. The default is all of the document.
    type: list
    elements: str
extends_documentation_fragment:
  - stackwright.cloud.login
attributes:
  check_mode:
    support: full
    description: Does the same, as it changes nothing.
  diff_mode:
    support: none
    description: Changes nothing.
  idempotent:
    support: full
    description: Changes nothing.
  platform:
    support: full
    platforms: posix
    description: The controller.
seealso:
  - module: stackwright.cloud.baremetal_nodes
"""

EXAMPLES = r"""
- name: See whether the new rack is wired as planned
  stackwright.cloud.baremetal_validate:
    cloud: undercloud
    document: nodes.yml
    secrets: "{{ bmc_passwords }}"
"""

RETURN = r"""
results:
  description: How each node does in each validation.
  returned: when the document was read
  type: list
  elements: dict
  contains:
    node:
      description: The node's name.
      type: str
      returned: always
    validation:
      description: What was looked at; all are described in C(docs/operations/baremetal.md).
      type: str
      returned: always
    status:
      description: V(pass), V(warn) or V(fail).
      type: str
      returned: always
    found:
      description: What is not as it should be, and what to do about it.
      type: list
      elements: str
      returned: always
summary:
  description: How many validations ended how.
  returned: when the document was read
  type: str
  sample: 18 pass, 1 warn, 1 fail
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.login_options import LOGIN


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            **LOGIN,
            "document": {"type": "raw", "required": True},
            "secrets": {"type": "dict", "no_log": True},
            "nodes": {"type": "list", "elements": "str"},
        },
        supports_check_mode=True,
    )
    module.fail_json(msg="stackwright.cloud.baremetal_validate runs as an action on the controller; use it as a task")


if __name__ == "__main__":
    main()
