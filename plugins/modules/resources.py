#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
module: resources
short_description: Bring what a cloud holds to a document
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Compares one document of projects, users, networks, images, flavors, servers and all else that an OpenStack cloud
    keeps with what is there, listed in one session, and changes only what differs.
  - Fields that the document leaves out are left alone. Names refer to each other across kinds and projects; the order
    follows from that, and what is independent is done side by side.
  - Logs in by C(clouds.yaml), the environment or options, to any OpenStack.
options:
  document:
    description:
      - What should be there, as a mapping of kinds to lists, the path of a YAML file with one, or a list of both,
        which are taken together. Files may hold templates and may be encrypted by Ansible Vault.
      - The kinds and their fields are described in C(docs/resources.md).
    type: raw
    required: true
  state:
    description: With V(absent), everything that the document names is deleted, in reverse order.
    type: str
    choices: [present, absent]
    default: present
  prune:
    description:
      - Delete what the document owns and no longer names. It owns what a run with the same C(name) in the document
        made or changed, which is marked with that; kinds that cannot be marked are never pruned.
    type: bool
    default: false
extends_documentation_fragment:
  - stackwright.cloud.login
  - stackwright.cloud.login.changes
seealso:
  - module: stackwright.cloud.catalogue
"""

EXAMPLES = r"""
- name: Give a team its project
  stackwright.cloud.resources:
    cloud: example
    document:
      name: web
      projects:
        - name: web
      users:
        - {name: alice, password: "{{ alice_password }}"}
      role_assignments:
        - {role: member, user: alice, project: web}
      networks:
        - {name: private, project: web}
      subnets:
        - {name: private, network: {name: private, project: web}, cidr: 192.0.2.0/24}

- name: Bring the cloud to the files in git, and delete what is gone from them
  stackwright.cloud.resources:
    document: [projects.yml, networks.yml, flavors.yml]
    prune: true
"""

RETURN = r"""
api_calls:
  description: How many requests each service got.
  returned: success
  type: dict
  sample:
    identity: 6
changes:
  description: What was changed, or in check mode would be.
  returned: success
  type: list
  elements: dict
  contains:
    action:
      description: One of V(create), V(update), V(replace) and V(delete).
      type: str
      returned: always
    kind:
      description: The kind, as the document calls it.
      type: str
      returned: always
    name:
      description: The resource's name.
      type: str
      returned: always
    label:
      description: The resource with what it belongs to, for people.
      type: str
      returned: always
    id:
      description: The resource's id; none for one that did not exist.
      type: str
      returned: always
    fields:
      description: Each field that changes, with C(before) and C(after).
      type: dict
      returned: always
plan:
  description: The same as lines for people.
  returned: always
  type: list
  elements: str
summary:
  description: How much changes.
  returned: success
  type: str
  sample: 2 to create, 1 to delete
done:
  description: What was changed although something else failed, as lines for people.
  returned: failure
  type: list
  elements: str
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.login_options import LOGIN


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            **LOGIN,
            "document": {"type": "raw", "required": True},
            "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
            "prune": {"type": "bool", "default": False},
        },
        supports_check_mode=True,
    )
    module.fail_json(msg="stackwright.cloud.resources runs as an action on the controller; use it as a task")


if __name__ == "__main__":
    main()
