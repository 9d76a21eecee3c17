#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
module: resources_export
short_description: Write what a cloud holds as a document
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Lists what is in a cloud and returns the document for M(stackwright.cloud.resources) that describes it, so that a
    cloud that exists can be kept as code. Applying the document changes nothing.
  - Passwords, the content of images and application credentials are not in it; of quotas, the limits that differ from
    what every project gets.
options:
  kinds:
    description: The kinds. The default is all that the cloud has and the login may list.
    type: list
    elements: str
  projects:
    description: Of what projects own, only that of these. The default is the login's project.
    type: list
    elements: str
    default: []
  all_projects:
    description: Export what all projects own.
    type: bool
    default: false
  path:
    description: A file on the controller to write the document to.
    type: path
extends_documentation_fragment:
  - stackwright.cloud.login
  - stackwright.cloud.login.changes
seealso:
  - module: stackwright.cloud.resources
"""

EXAMPLES = r"""
- name: Adopt the networks of a project
  stackwright.cloud.resources_export:
    cloud: example
    kinds: [networks, subnets, routers, security_groups]
    projects: [web]
    path: networks.yml
"""

RETURN = r"""
document:
  description: The document.
  returned: always
  type: dict
skipped_resources:
  description: What the document does not have, and why, a sentence each.
  returned: always
  type: list
  elements: str
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.login_options import LOGIN


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            **LOGIN,
            "kinds": {"type": "list", "elements": "str"},
            "projects": {"type": "list", "elements": "str", "default": []},
            "all_projects": {"type": "bool", "default": False},
            "path": {"type": "path"},
        },
        mutually_exclusive=[["projects", "all_projects"]],
        supports_check_mode=True,
    )
    module.fail_json(msg="stackwright.cloud.resources_export runs as an action on the controller; use it as a task")


if __name__ == "__main__":
    main()
