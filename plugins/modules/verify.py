#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
module: verify
short_description: See that every endpoint and every agent of the cloud works
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Asks every public endpoint through the load balancer, with certificates verified, and Nova and Neutron for their
    services and agents. All are asked side by side, and again until all is well.
  - Runs on the controller, which must reach the public endpoints.
options:
  services:
    description: Ask only what these services have, by the names of their roles. The default is all enabled services.
    type: list
    elements: str
  timeout:
    description: Seconds after which what does not work yet is an error.
    type: int
    default: 180
attributes:
  check_mode:
    support: full
    description: Asks nothing, as nothing was changed.
  diff_mode:
    support: none
    description: Changes nothing.
  idempotent:
    support: full
    description: Changes nothing.
  platform:
    support: full
    platforms: posix
    description: The controller.
"""

EXAMPLES = r"""
- name: Ask every endpoint and agent
  stackwright.cloud.verify:
    timeout: 60
"""

RETURN = r"""
verified:
  description: What answered as it should.
  returned: success
  type: list
  elements: str
"""
