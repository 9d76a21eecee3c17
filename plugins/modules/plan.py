#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors

"""Documentation of the C(plan) action."""

from __future__ import annotations

DOCUMENTATION = r"""
module: plan
short_description: Make one plan of what the tasks of a run in check mode reported
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Merges the registered results of all hosts into one plan, what is created, restarted, changed and removed and why,
    and what could not be known; shows it, and keeps it as JSON where that is asked for.
  - Playbook C(stackwright.cloud.plan) ends with it.
  - Runs on the controller and changes nothing but O(file).
options:
  results:
    description:
      - The registered variables to read, in the order of the run, each with its name as C(variable) and C(module), the
        collection's module that reported.
    type: list
    elements: dict
    required: true
  against:
    description:
      - A plan made before, as the path of its file or as its content. The task fails and says what differs unless what
        would change is still that.
    type: raw
  file:
    description: Where to keep the plan. The file is readable by its owner alone; it holds no secret.
    type: path
  fail_on_changes:
    description: Whether to fail when anything would change, or cannot be known.
    type: bool
    default: false
attributes:
  check_mode:
    support: full
    description: It is made for check mode, and keeps O(file) in it too.
  diff_mode:
    support: none
    description: Nothing is changed.
  idempotent:
    support: full
    description: Two plans of the same cloud differ in their time only.
  platform:
    support: full
    platforms: posix
    description: The controller.
"""

EXAMPLES = r"""
- name: Look at the containers
  stackwright.cloud.converge:
  check_mode: true
  register: services_result

- name: Say what would change
  stackwright.cloud.plan:
    results:
      - {module: converge, variable: services_result}
    file: plan.json
  run_once: true
"""

RETURN = r"""
plan:
  description: The plan, in the form that C(docs/plan.schema.json) describes.
  returned: always
  type: dict
summary:
  description: How much changes.
  returned: always
  type: str
  sample: 1 to create, 5 to restart
"""

from ansible.module_utils.basic import AnsibleModule


def main() -> None:
    """Say that there is nothing to run on a host."""
    module = AnsibleModule(
        argument_spec={
            "results": {"type": "list", "elements": "dict", "required": True},
            "against": {"type": "raw"},
            "file": {"type": "path"},
            "fail_on_changes": {"type": "bool", "default": False},
        },
        supports_check_mode=True,
    )
    module.fail_json(msg="stackwright.cloud.plan runs as an action on the controller; use it as a task")


if __name__ == "__main__":
    main()
