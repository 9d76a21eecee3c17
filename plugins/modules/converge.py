#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors

"""Documentation of the C(converge) action."""

from __future__ import annotations

DOCUMENTATION = r"""
module: converge
short_description: Bring all containers of a host, and their files, to what the services define
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Renders the files of all O(services) that the host runs, sends the whole desired state in one call, compares it
    with the host in one look, and changes only what differs.
  - A container is created, replaced when its image, options or files differ, started when it does not run, repaired
    when its files were changed on disk, and removed when no service defines it any more. Data directories are never
    removed.
  - A new container must pass its probe before the old one is gone; otherwise the old one is put back and the task
    fails with the last lines of the new one's log.
options:
  services:
    description: The services, by the names of their roles. The default is V(stackwright_services).
    type: list
    elements: str
  phases:
    description: Only the containers of these phases, V(infrastructure), V(identity), V(services). The default is all.
    type: list
    elements: str
attributes:
  check_mode:
    support: full
    description: Names exactly what a run would change.
  diff_mode:
    support: full
    description: Shows each file that changes, with secrets redacted.
  idempotent:
    support: full
    description: A second run changes nothing.
  platform:
    support: full
    platforms: linux
    description: Hosts with podman.
"""

EXAMPLES = r"""
- name: Converge the control plane's infrastructure
  stackwright.cloud.converge:
    phases: [infrastructure]

- name: Converge one service
  stackwright.cloud.converge:
    services: [glance]
"""

RETURN = r"""
changes:
  description: What was changed, or in check mode would be.
  returned: success
  type: list
  elements: dict
  contains:
    action:
      description: One of V(create), V(replace), V(repair), V(start) and V(remove).
      type: str
      returned: always
    container:
      description: The container.
      type: str
      returned: always
    service:
      description: The service that defines it.
      type: str
      returned: always
    reasons:
      description: Why, one phrase each.
      type: list
      elements: str
      returned: always
    files:
      description: The files that change, by their paths inside the container.
      type: list
      elements: str
      returned: always
    options:
      description: The options of INI files that change, each with its C(file), C(section), C(option), C(before) and
        C(after), secrets as stars.
      type: list
      elements: dict
      returned: always
    specification:
      description: Digest of all that the container is to be; none for one that goes.
      type: str
      returned: always
plan:
  description: The same as lines for people.
  returned: success
  type: list
  elements: str
"""
