#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors

"""Documentation of the C(registry) action."""

from __future__ import annotations

DOCUMENTATION = r"""
module: registry
short_description: Register the databases and queue users of all services in one call
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Creates what the services' definitions ask for and the servers lack, databases with their users and grants, and
    virtual hosts of the message broker with theirs; sets passwords that differ. Nothing is ever removed.
  - Runs on a host with the database server's container, of which it asks one question for everything.
options:
  services:
    description: The services, by the names of their roles. The default is V(stackwright_services).
    type: list
    elements: str
attributes:
  check_mode:
    support: full
    description: Names exactly what a run would register.
  diff_mode:
    support: full
    description: Names what is registered; passwords never show.
  idempotent:
    support: full
    description: A second run changes nothing.
  platform:
    support: full
    platforms: linux
    description: A host that runs the database server.
"""

EXAMPLES = r"""
- name: Register the databases and queue users of all services
  stackwright.cloud.registry:
"""

RETURN = r"""
changes:
  description: The same as data.
  returned: always
  type: list
  elements: dict
marks:
  description: The marks of the jobs that are done, for M(stackwright.cloud.jobs); nothing where that cannot be told.
  returned: always
  type: dict
unknown:
  description: In check mode, what cannot be told (C(what)) and C(why), where the database has data and does not run.
  returned: always
  type: list
  elements: dict
plan:
  description: What was registered, or in check mode would be, one line each.
  returned: always
  type: list
  elements: str
"""
