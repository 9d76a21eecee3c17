# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What the documentation of everything that logs in to a cloud has in common."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  cloud:
    description:
      - The cloud, by its name in C(clouds.yaml), or a mapping as one has there. The default is what E(OS_CLOUD)
        names, the login in the other C(OS_) variables, or the only cloud in the file.
    type: raw
  clouds_file:
    description: The C(clouds.yaml) to read. The default is the one that openstacksdk finds.
    type: path
  auth:
    description: The login, in keystoneauth's terms, like C(auth_url), C(username), C(password), C(project_name).
    type: dict
  auth_type:
    description: The way to log in, like V(password), V(v3applicationcredential), V(token).
    type: str
  region_name:
    description: The region.
    type: str
  interface:
    description: Which of the services' endpoints to use. The default is V(public).
    type: str
    choices: [public, internal, admin]
  ca_cert:
    description: A file with the certificates of the authorities to trust.
    type: path
requirements:
  - openstacksdk 4.1 or newer on the controller
notes:
  - Runs on the controller, in Ansible's own Python, whatever host the task is for.
  - Tokens are kept in C(~/.cache/stackwright/tokens), each in a file of mode 0600 named by a hash of the login, and
    dropped when the cloud refuses them.
"""

    CHANGES = r"""
attributes:
  check_mode:
    support: full
    description: Names exactly what a run would change.
  diff_mode:
    support: full
    description: One line for each resource that changes, and below it each field before and after. Secrets are hidden.
  idempotent:
    support: full
    description: A second run changes nothing.
  platform:
    support: full
    platforms: posix
    description: The controller.
"""
