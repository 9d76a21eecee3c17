#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
module: gateway
short_description: Have a gateway take routers, or leave its own to other gateways
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Draining replaces C(enable-chassis-as-gw) in the C(ovn-cms-options) of this host's Open vSwitch, whereupon Neutron
    gives its routers to other gateways, and waits until those have them. Where none takes them, it is undone.
  - A drained gateway stays so through restarts and deployments.
  - A host that is no gateway, or on which OVN is not deployed, has nothing to change.
options:
  cloud:
    description: Name of the cloud.
    type: str
    required: true
  host:
    description: This host's name in the cloud.
    type: str
    required: true
  state:
    description:
      - With V(enabled) it takes routers. Those that went to others stay there.
      - With V(drained) it takes none, and has none. It is refused where no other gateway runs that takes routers.
    type: str
    choices: [enabled, drained]
    required: true
  leaving:
    description: With O(state=drained), the hosts that are drained at the same time, which take nothing from each other.
    type: list
    elements: str
    default: []
attributes:
  check_mode:
    support: full
    description: Names the routers that would move.
  diff_mode:
    support: full
    description: Names the routers that move.
  idempotent:
    support: full
    description: A second run changes nothing.
  platform:
    support: full
    platforms: linux
    description: Hosts with podman.
seealso:
  - module: stackwright.cloud.cloud_hosts
"""

EXAMPLES = r"""
- name: Have the gateway's routers go to others
  stackwright.cloud.gateway:
    cloud: example
    host: "{{ inventory_hostname }}"
    state: drained
"""

RETURN = r"""
plan:
  description: What was changed, or in check mode would be, as lines for people.
  returned: success
  type: list
  elements: str
  sample: ["~ gateway network2: takes no routers; router demo (966bb758) moves to another gateway"]
changes:
  description: The same as data.
  returned: success
  type: list
  elements: dict
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.entry import as_result
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.gateway import GatewayError
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.gateway import bring
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import EngineError, Podman


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "cloud": {"type": "str", "required": True},
            "host": {"type": "str", "required": True},
            "state": {"type": "str", "choices": ["enabled", "drained"], "required": True},
            "leaving": {"type": "list", "elements": "str", "default": []},
        },
        supports_check_mode=True,
    )
    wanted = module.params
    try:
        changes = bring(Podman(wanted["cloud"]), wanted["host"], wanted["state"], wanted["leaving"], module.check_mode)
    except (EngineError, GatewayError) as error:
        module.fail_json(msg=str(error))
    module.exit_json(**as_result(changes, []))


if __name__ == "__main__":
    main()
