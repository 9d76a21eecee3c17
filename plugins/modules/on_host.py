#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
module: on_host
short_description: The part of other modules that runs on the host
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - The actions of M(stackwright.cloud.converge), M(stackwright.cloud.host), M(stackwright.cloud.host_facts),
    M(stackwright.cloud.jobs) and M(stackwright.cloud.registry) call it. It is no task of a playbook.
  - It is one module, so that Ansible builds what it sends to hosts once for all of them; for a run without changes
    that is the controller's largest cost.
attributes:
  check_mode:
    support: full
    description: As the calling module.
  diff_mode:
    support: full
    description: As the calling module.
  idempotent:
    support: full
    description: As the calling module.
  platform:
    support: full
    platforms: linux
    description: As the calling module.
options:
  work:
    description: The module whose part is to be done.
    type: str
    required: true
    choices: [converge, host, host_facts, jobs, registry]
  payload:
    description: What the action plugin of that module hands over.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Have the calling module's action do it
  stackwright.cloud.host_facts:
"""

RETURN = r"""
changes:
  description: As the calling module.
  returned: always
  type: list
  elements: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.payload import unpacked


# What a piece of work imports is compiled on the host at each call, so it imports its own alone.
def _converge(state: Any, check: bool) -> Any:
    from ansible_collections.stackwright.cloud.plugins.module_utils.engine.convergence import converge
    from ansible_collections.stackwright.cloud.plugins.module_utils.engine.files import Files

    return converge(state, check, Files())


def _host(options: Any, check: bool) -> Any:
    from ansible_collections.stackwright.cloud.plugins.module_utils.host.preparation import prepare

    return prepare(options, check)


def _host_facts(options: Any, _check: bool) -> Any:
    from ansible_collections.stackwright.cloud.plugins.module_utils.host.facts import gather

    return gather(options)


def _jobs(state: Any, check: bool) -> Any:
    from ansible_collections.stackwright.cloud.plugins.module_utils.engine.jobs import run_jobs

    return run_jobs(state, check)


def _registry(state: Any, check: bool) -> Any:
    from ansible_collections.stackwright.cloud.plugins.module_utils.backends.registry import register

    return register(state, check)


WORK = {
    "converge": _converge,
    "host": _host,
    "host_facts": _host_facts,
    "jobs": _jobs,
    "registry": _registry,
}


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "work": {"type": "str", "required": True, "choices": list(WORK)},
            "payload": {"type": "str", "required": True, "no_log": True},
        },
        supports_check_mode=True,
    )
    result = WORK[module.params["work"]](unpacked(module.params["payload"]), module.check_mode)
    if result.get("failed"):
        module.fail_json(**result)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
