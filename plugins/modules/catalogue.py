#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
module: catalogue
short_description: Register the cloud's own services in Keystone in one call
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Makes the region, the services, their endpoints, the service users with their roles, and project C(service), as the
    definitions of all enabled services ask; removes those of services that are enabled no more.
  - A document of M(stackwright.cloud.resources) by another name, applied with the administrator's C(clouds.yaml).
  - Runs on the controller.
options:
  services:
    description: The services, by the names of their roles. The default is V(stackwright_services);
      with other ones, nothing is removed.
    type: list
    elements: str
attributes:
  check_mode:
    support: full
    description: Names exactly what a run would change; before Keystone answers, that this is not known.
  diff_mode:
    support: full
    description: One line for each entry that changes. Passwords are hidden.
  idempotent:
    support: full
    description: A second run changes nothing.
  platform:
    support: full
    platforms: posix
    description: The controller.
seealso:
  - module: stackwright.cloud.resources
"""

EXAMPLES = r"""
- name: Register services, endpoints, users and roles
  stackwright.cloud.catalogue:
"""

RETURN = r"""
api_calls:
  description: How many requests each service got.
  returned: success
  type: dict
  sample:
    identity: 6
plan:
  description: What was changed, or in check mode would be, one line each.
  returned: always
  type: list
  elements: str
changes:
  description: The same as data, as of M(stackwright.cloud.resources).
  returned: always
  type: list
  elements: dict
unknown:
  description: In check mode, what cannot be told (C(what)) and C(why), where Keystone does not answer.
  returned: when Keystone does not answer
  type: list
  elements: dict
"""

from ansible.module_utils.basic import AnsibleModule


def main() -> None:
    module = AnsibleModule(argument_spec={"services": {"type": "list", "elements": "str"}}, supports_check_mode=True)
    module.fail_json(msg="stackwright.cloud.catalogue runs as an action on the controller; use it as a task")


if __name__ == "__main__":
    main()
