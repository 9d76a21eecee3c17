#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
module: queues
short_description: Have the message broker forget hosts that left the cloud
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Deletes the queues that services made for their processes on hosts, such as C(compute.HOST), with what is in them.
  - A process that still runs there makes its queues anew.
options:
  hosts:
    description: The hosts, by the names that their services have.
    type: list
    elements: str
    required: true
  url:
    description: The broker's management API.
    type: str
    required: true
  user:
    description: A user that may delete queues.
    type: str
    required: true
  password:
    description: The user's password.
    type: str
    required: true
attributes:
  check_mode:
    support: full
    description: Names the queues that would be deleted.
  diff_mode:
    support: full
    description: Names the queues that are deleted.
  idempotent:
    support: full
    description: A second run finds none.
  platform:
    support: full
    platforms: posix
    description: A host that reaches the broker.
seealso:
  - module: stackwright.cloud.cloud_hosts
"""

EXAMPLES = r"""
- name: Have the broker forget a host that is gone
  stackwright.cloud.queues:
    hosts: [compute3]
    url: http://192.0.2.11:15672
    user: admin
    password: "{{ broker_password }}"
"""

RETURN = r"""
plan:
  description: What was deleted, or in check mode would be, as lines for people.
  returned: success
  type: list
  elements: str
  sample: ["- queue nova/compute.compute3"]
changes:
  description: The same as data.
  returned: success
  type: list
  elements: dict
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.stackwright.cloud.plugins.module_utils.backends.rabbitmq import BrokerError, RabbitMQ
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.entry import as_result, removed
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.rabbitmq import queues_of


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "hosts": {"type": "list", "elements": "str", "required": True},
            "url": {"type": "str", "required": True},
            "user": {"type": "str", "required": True},
            "password": {"type": "str", "required": True, "no_log": True},
        },
        supports_check_mode=True,
    )
    given = module.params
    broker = RabbitMQ(given["url"], given["user"], given["password"])
    try:
        gone = queues_of(given["hosts"], broker.queues())
        if not module.check_mode:
            for queue in gone:
                broker.delete_queue(queue)
    except BrokerError as error:
        module.fail_json(msg=str(error))
    module.exit_json(**as_result([removed("queue", f"{queue.vhost}/{queue.name}") for queue in gone], []))


if __name__ == "__main__":
    main()
