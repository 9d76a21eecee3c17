# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Filter that lays out a list of Fernet keys as files."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.keys import key_files

DOCUMENTATION = """
name: key_files
short_description: Lay out Fernet keys as the files of a key repository
description:
  - Turns a list of keys into the C(files) of a container's definition, one file per key, named by the key's index.
author: [Stackwright contributors (@stackwright)]
version_added: 0.1.0
positional: directory
options:
  _input:
    description: The keys; the first is the staged one, the last the primary one.
    type: list
    elements: str
    required: true
  directory:
    description: Path of the repository in the container.
    type: str
    required: true
"""

EXAMPLES = """
- name: The files of Keystone's token keys
  ansible.builtin.set_fact:
    files: "{{ secrets.keystone_fernet_keys | stackwright.cloud.key_files('/etc/keystone/fernet-keys') }}"
"""

RETURN = """
_value:
  description: Path in the container to the file's content, hidden from diffs.
  type: dict
"""


class FilterModule:
    """Ansible's entry point."""

    def filters(self) -> dict[str, object]:
        """Return the filters by name."""
        return {"key_files": key_files}
