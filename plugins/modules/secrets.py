#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors

"""Documentation of the C(secrets) action."""

from __future__ import annotations

DOCUMENTATION = r"""
module: secrets
short_description: Make sure that the cloud's secrets exist
version_added: 0.1.0
description:
  - Generates what C(secrets.yml) lacks of the secrets asked for, and never changes one that is there.
  - The file is made with mode C(0600), replaced by rename, and keeps its comments and its C(ansible-vault) encryption.
  - The file is in C(stackwright_directory). A secret that C(stackwright_secrets) gives is not looked for in it.
  - Runs on the controller; run it once, not per host.
author: Stackwright contributors (@stackwright)
attributes:
  check_mode:
    description: Says which secrets would be generated.
    support: full
  diff_mode:
    description: Shows names and kinds, never values.
    support: full
  idempotent:
    description: A second run changes nothing.
    support: full
  platform:
    description: Runs on the controller.
    support: full
    platforms: posix
options:
  secrets:
    description:
      - The secrets that must exist, name to kind. By default those that C(stackwright_services) need.
      - The kinds are C(password), C(uuid), C(hex32) (32 hexadecimal digits), C(base64_32) (32 bytes in base64),
        C(fernet_keys) (a list, staged key first, primary key last) and C(ssh_key) (C(private) and C(public)).
    type: dict
  generate:
    description: Whether to generate what is lacking. When V(false), a lacking secret is an error.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Make the secrets of all services
  stackwright.cloud.secrets:
  run_once: true

- name: Make one secret
  stackwright.cloud.secrets:
    secrets:
      backup_password: password
  run_once: true
"""

RETURN = r"""
path:
  description: The file of the secrets.
  returned: always
  type: str
added:
  description: Names of the secrets that were generated.
  returned: always
  type: list
  elements: str
changes:
  description: The same as data.
  returned: always
  type: list
  elements: dict
stand_ins:
  description: In check mode, harmless texts for the secrets that are still to be made, so that a plan can go on.
  returned: in check mode
  type: dict
"""
