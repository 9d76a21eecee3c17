#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors

"""Documentation of the C(access) action."""

from __future__ import annotations

DOCUMENTATION = r"""
module: access
short_description: Write on the controller how the administrator logs in
version_added: 0.1.0
description:
  - Writes a file that holds passwords, such as C(clouds.yaml), mode C(0600), by rename.
  - Runs on the controller, in its own process; run it once, not per host.
author: Stackwright contributors (@stackwright)
attributes:
  check_mode:
    description: Says whether the file would be written and why.
    support: full
  diff_mode:
    description: Shows the file's name and why it is written, never its content.
    support: full
  idempotent:
    description: A second run changes nothing.
    support: full
  platform:
    description: Runs on the controller.
    support: full
    platforms: posix
options:
  content:
    description: The whole text of the file.
    type: str
    required: true
  path:
    description: The file on the controller. Its directory is made where it is missing, mode C(0700).
    type: path
    required: true
"""

EXAMPLES = r"""
- name: Write clouds.yaml for the administrator
  stackwright.cloud.access:
    content: "{{ clouds | to_nice_yaml }}"
    path: ~/.config/openstack/clouds.yaml
  run_once: true
  no_log: true
"""

RETURN = r"""
plan:
  description: What was changed, or in check mode would be, as lines for people.
  returned: always
  type: list
  elements: str
  sample: ["~ file clouds.yaml: content"]
changes:
  description: The same as data.
  returned: always
  type: list
  elements: dict
"""
