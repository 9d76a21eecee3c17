#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors

"""Documentation of the C(jobs) action."""

from __future__ import annotations

DOCUMENTATION = r"""
module: jobs
short_description: Run the services' jobs that this release has not run yet
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Runs each job that the services define (database schemas, cells, bootstrap) in a one-off container, unless its
    mark, made of image and command, is in the cloud's own database. Independent jobs run side by side.
  - The mark is written after the job, so a killed run only means that the job runs again.
options:
  services:
    description: The services, by the names of their roles. The default is V(stackwright_services).
    type: list
    elements: str
  phase:
    description:
      - Run the jobs that follow the containers of this phase, like migrations of data that older ones could not read.
      - Without it, run those that come before any container of their service.
    type: str
    choices: [infrastructure, identity, services]
  marks:
    description: >-
      The marks of the jobs that are done, as M(stackwright.cloud.registry) has just read them: a host whose jobs are
      all done is not asked. Without it, the host is asked.
    type: dict
attributes:
  check_mode:
    support: full
    description: Names exactly the jobs that a run would run.
  diff_mode:
    support: full
    description: Names the jobs.
  idempotent:
    support: full
    description: A second run runs no job.
  platform:
    support: full
    platforms: linux
    description: The first host of the group that runs the database.
"""

EXAMPLES = r"""
- name: Bring all schemas to the release
  stackwright.cloud.jobs:

- name: Register the databases
  stackwright.cloud.registry:
  register: registration_result

- name: Bring all schemas to the release, and ask the host only where one is not
  stackwright.cloud.jobs:
    marks: "{{ registration_result.marks | default(omit) }}"
"""

RETURN = r"""
changes:
  description: The same as data.
  returned: always
  type: list
  elements: dict
unknown:
  description: In check mode, what cannot be told (C(what)) and C(why), where the database has data and does not run.
  returned: always
  type: list
  elements: dict
jobs:
  description: The jobs that ran, or in check mode would.
  returned: always
  type: list
  elements: str
"""
