#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
module: baremetal_nodes
short_description: Bring bare-metal nodes to a document
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Compares a document of machines with what Ironic knows of them, and takes each one as far as the document says.
    It is enrolled, verified, inspected, configured (RAID, firmware), cleaned, and deployed with a config drive.
  - Nodes go on independently and side by side. One that fails is told of with the step and Ironic's reason, and the
    others finish; another run goes on from there. Nodes that the document does not name are left alone.
  - Nothing that runs is ever undeployed, rebuilt or erased unless O(undeploy) or O(action) says so.
options:
  document:
    description:
      - The machines, as a mapping with C(nodes), C(defaults) and C(images), the path of a YAML file with one, or a
        list of both, which are taken together. Files may hold templates and may be encrypted by Ansible Vault.
      - Its form is described in C(docs/baremetal.md).
      - Without it, those that O(nodes) names are brought to O(state), which is V(manageable) or V(available), and are
        otherwise left as Ironic knows them.
    type: raw
  secrets:
    description: The secrets that the document refers to, by name. Only fingerprints of them are kept in Ironic's nodes.
    type: dict
  nodes:
    description: The nodes to see to, by name. The default is all of the document.
    type: list
    elements: str
  state:
    description:
      - What the nodes are to be, whatever the document says.
      - V(retired) and V(absent) need O(nodes).
    type: str
    choices: [manageable, available, active, rescue, retired, absent]
  action:
    description:
      - What is to be done once, beside what the document says. All but V(inspect) need O(nodes).
      - V(inspect) finds out again what an idle node has. V(erase) erases its disks. V(rebuild) deploys the image again
        over a running node, whose data is lost. V(reboot) is what it says. V(replace) forgets the machine that had the
        name, so that another one, with the document's BMC and ports, takes its place.
    type: str
    choices: [inspect, erase, rebuild, reboot, replace]
  undeploy:
    description: Whether nodes that run may be undeployed where they are to be something else, which loses their disks.
    type: bool
    default: false
  at_once:
    description:
      - How many nodes are under way at a time.
      - Those that Ironic has no room for (its C([conductor]max_concurrent_clean) and C(max_concurrent_deploy), by
        default 50 and 250) wait until it has.
    type: int
    default: 50
  timeout:
    description:
      - Seconds that each step of a node may take, as a last resort; Ironic has limits of its own.
      - Where Ironic has no room for a step, it waits so long for that, too.
    type: int
    default: 3600
  max_failures:
    description:
      - How many nodes may fail without failing the task. Once more have failed, no further node is begun.
      - Without it, all nodes are tried, and any failure fails the task at its end.
    type: int
extends_documentation_fragment:
  - stackwright.cloud.login
  - stackwright.cloud.login.changes
notes:
  - An Ironic without Keystone takes the C(auth_type) V(none) or V(http_basic), and in C(auth) its C(endpoint).
  - Ironic's API must be 1.81 (2023.1) or newer.
seealso:
  - module: stackwright.cloud.resources
"""

EXAMPLES = r"""
- name: Turn machines into hosts
  stackwright.cloud.baremetal_nodes:
    cloud: undercloud
    document: nodes.yml
    secrets:
      rack1: "{{ rack1_bmc_password }}"

- name: Say what that would do
  stackwright.cloud.baremetal_nodes:
    cloud: undercloud
    document: nodes.yml
    secrets: "{{ bmc_passwords }}"
  check_mode: true
  diff: true

- name: Hand a machine back
  stackwright.cloud.baremetal_nodes:
    cloud: undercloud
    nodes: [compute-3]
    state: available
    undeploy: true
"""

RETURN = r"""
nodes:
  description: Each node at the end, by name.
  returned: when nodes were worked on
  type: dict
  contains:
    id:
      description: Ironic's UUID.
      type: str
      returned: always
    state:
      description: Ironic's provision state.
      type: str
      returned: always
    address:
      description: Where Ansible reaches the host.
      type: str
      returned: always
    steps:
      description: What was done.
      type: list
      elements: str
      returned: always
failures:
  description: Each node that failed.
  returned: when nodes were worked on
  type: list
  elements: dict
  contains:
    node:
      description: Its name.
      type: str
      returned: always
    id:
      description: Ironic's UUID.
      type: str
      returned: always
    step:
      description: What failed.
      type: str
      returned: always
    state:
      description: Ironic's provision state then.
      type: str
      returned: always
    reason:
      description: Why, in Ironic's words.
      type: str
      returned: always
    agent_log:
      description:
        - What the files are called in which the conductor keeps the log of the agent on the machine, if the step needed
          one. They are where its C(deploy_logs_local_path) says.
      type: str
      returned: always
changes:
  description: What was planned for each node with something to do.
  returned: success
  type: list
  elements: dict
  contains:
    node:
      description: Its name.
      type: str
      returned: always
    id:
      description: Ironic's UUID; none for a node that did not exist.
      type: str
      returned: always
    steps:
      description: The steps, in their order.
      type: list
      elements: str
      returned: always
    fields:
      description: Each setting that changes, with C(before) and C(after).
      type: dict
      returned: always
plan:
  description: The same as lines for people.
  returned: success
  type: list
  elements: str
summary:
  description: How much is to be done.
  returned: success
  type: str
  sample: 2 to enrol, 2 to verify, 2 to deploy
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.login_options import LOGIN


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            **LOGIN,
            "document": {"type": "raw"},
            "secrets": {"type": "dict", "no_log": True},
            "nodes": {"type": "list", "elements": "str"},
            "state": {
                "type": "str",
                "choices": ["manageable", "available", "active", "rescue", "retired", "absent"],
            },
            "action": {"type": "str", "choices": ["inspect", "erase", "rebuild", "reboot", "replace"]},
            "undeploy": {"type": "bool", "default": False},
            "at_once": {"type": "int", "default": 50},
            "timeout": {"type": "int", "default": 3600},
            "max_failures": {"type": "int"},
        },
        supports_check_mode=True,
    )
    module.fail_json(msg="stackwright.cloud.baremetal_nodes runs as an action on the controller; use it as a task")


if __name__ == "__main__":
    main()
