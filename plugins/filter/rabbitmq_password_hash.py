# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Filter that hashes a password as RabbitMQ's definitions hold it."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.rabbitmq import password_hash

DOCUMENTATION = """
name: rabbitmq_password_hash
short_description: Hash a password for a definitions file of RabbitMQ
description:
  - Returns the value of C(password_hash) for the algorithm C(rabbit_password_hashing_sha256).
  - The salt is derived from the password, so that the same password always gives the same hash.
author: [Stackwright contributors (@stackwright)]
version_added: 0.1.0
options:
  _input:
    description: The password.
    type: str
    required: true
"""

EXAMPLES = """
- name: The hash of the administrator's password
  ansible.builtin.set_fact:
    hash: "{{ secrets.rabbitmq_admin_password | stackwright.cloud.rabbitmq_password_hash }}"
"""

RETURN = """
_value:
  description: The hash, in base64.
  type: str
"""


class FilterModule:
    """Ansible's entry point."""

    def filters(self) -> dict[str, object]:
        """Return the filters by name."""
        return {"rabbitmq_password_hash": password_hash}
