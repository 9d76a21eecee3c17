#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
module: removal
short_description: Stop a cloud on a host, or remove all that it left there
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Finds everything of one cloud on a host by label and name.
  - That is its containers, guests, network namespaces, images, configuration and data.
options:
  cloud:
    description: Name of the cloud.
    type: str
    required: true
  state:
    description:
      - With V(stopped) the containers stop and everything stays; guests run on. The site playbook starts them again.
      - With V(absent) all is removed, guests too, and B(data) unless O(keep_data).
    type: str
    choices: [stopped, absent]
    required: true
  keep_data:
    description: With O(state=absent), leave data and logs where they are.
    type: bool
    default: false
attributes:
  check_mode:
    support: full
    description: Names what would be stopped or removed.
  diff_mode:
    support: full
    description: Names what is stopped or removed.
  idempotent:
    support: full
    description: A second run finds nothing.
  platform:
    support: full
    platforms: linux
    description: Hosts with podman.
"""

EXAMPLES = r"""
- name: Stop the cloud for maintenance of the host
  stackwright.cloud.removal:
    cloud: aio
    state: stopped

- name: Take the cloud off a host that leaves it
  stackwright.cloud.removal:
    cloud: example
    state: absent
    keep_data: true
"""

RETURN = r"""
plan:
  description: What was stopped or removed, or in check mode would be, one line each.
  returned: always
  type: list
  elements: str
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import EngineError
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.removal import remove, stop


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "cloud": {"type": "str", "required": True},
            "state": {"type": "str", "choices": ["stopped", "absent"], "required": True},
            "keep_data": {"type": "bool", "default": False},
        },
        supports_check_mode=True,
    )
    cloud, check = module.params["cloud"], module.check_mode
    try:
        if module.params["state"] == "stopped":
            lines = stop(cloud, check)
        else:
            lines = remove(cloud, check, module.params["keep_data"])
    except EngineError as error:
        module.fail_json(msg=str(error))
    module.exit_json(changed=bool(lines), plan=lines, diff=[{"prepared": f"{line}\n"} for line in lines])


if __name__ == "__main__":
    main()
