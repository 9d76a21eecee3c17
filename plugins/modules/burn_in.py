#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
module: burn_in
short_description: Keep a new host busy, and see whether it bears that
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Keeps parts of a host busy for some time each, one after the other, with what checks its own results (stress-ng,
    fio, iperf3), and looks at what the kernel counts meanwhile. It tells for each part whether it passes, with a
    warning or not, and what to do where it fails.
  - Any failure fails the task, at its end. Warnings do not.
  - It is for hosts that nobody uses yet, whose memory and links it takes. Disks are read everywhere, and only a file is
    written, which goes in the end.
options:
  seconds:
    description: How long each part is kept busy. One that is left out is left alone.
    type: dict
    required: true
    suboptions:
      network:
        description: Traffic to O(peer), where C(iperf3 --server) must be running.
        type: int
      cpu:
        description: Computations on all CPUs, each result verified.
        type: int
      memory:
        description: Most of the free memory, with all patterns, verified.
        type: int
      disk:
        description: A file that is written and verified, and reads all over every disk.
        type: int
  peer:
    description: The host to send to. Without one there is a warning.
    type: str
    default: ""
  directory:
    description: Where the file is written.
    type: path
    default: /var/lib
attributes:
  check_mode:
    support: full
    description: Keeps nothing busy, and tells no results.
  diff_mode:
    support: none
    description: Changes nothing.
  idempotent:
    support: full
    description: Changes nothing.
  platform:
    support: full
    platforms: linux
    description: Hosts with stress-ng, fio and iperf3.
seealso:
  - module: stackwright.cloud.baremetal_validate
"""

EXAMPLES = r"""
- name: Try CPUs and memory for an hour each
  stackwright.cloud.burn_in:
    seconds: {cpu: 3600, memory: 3600}
"""

RETURN = r"""
results:
  description: How the host does in each part.
  returned: always
  type: list
  elements: dict
  contains:
    node:
      description: The host's name.
      type: str
      returned: always
    validation:
      description: The part, one of O(seconds).
      type: str
      returned: always
    status:
      description: V(pass), V(warn) or V(fail).
      type: str
      returned: always
    found:
      description: What is not as it should be, and what to do about it.
      type: list
      elements: str
      returned: always
summary:
  description: How many parts ended how.
  returned: always
  type: str
  sample: 3 pass, 1 warn
"""

import socket

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.burn_in import (
    PARTS,
    Host,
    Part,
    findings,
    obstacle,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.validation import (
    Result,
    outcome,
    result,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.host import burn_in


def main() -> None:
    """Keep one part after the other busy, and tell of all."""
    module = AnsibleModule(
        argument_spec={
            "seconds": {"type": "dict", "required": True, "options": {name: {"type": "int"} for name in PARTS}},
            "peer": {"type": "str", "default": ""},
            "directory": {"type": "path", "default": "/var/lib"},
        },
        supports_check_mode=True,
    )
    seconds = {name: value for name, value in module.params["seconds"].items() if value}
    host = burn_in.host(module.params["directory"], module.params["peer"])
    wanted = [] if module.check_mode else [part for name, part in PARTS.items() if name in seconds]
    try:
        told = outcome([tried(part, host, seconds[part.name]) for part in wanted])
    except FileNotFoundError as error:
        module.fail_json(msg=f"{error.filename} is not on this host; role burn_in installs it")
    for warning in told.pop("warnings"):
        module.warn(warning)
    if told.pop("failed", False):
        module.fail_json(**told)
    module.exit_json(**told)


def tried(part: Part, host: Host, seconds: int) -> Result:
    """Return how this host does while *part* of it is kept busy."""
    name = socket.gethostname()
    reason = obstacle(part, host)
    if reason:
        return result(name, part.name, [reason])
    before = burn_in.counters()
    ended = burn_in.kept_busy(part.command(host, seconds), seconds)
    return result(name, part.name, findings(part, host, ended, before, burn_in.counters()))


if __name__ == "__main__":
    main()
