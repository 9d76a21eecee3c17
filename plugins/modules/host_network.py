#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
module: host_network
short_description: Give a host the network that a document says, or leave it the one it has
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Writes interfaces, bonds, VLANs, addresses, routes and name servers for what manages the host's network, netplan,
    NetworkManager or systemd-networkd, and applies them.
  - The host is then reached anew, by another connection. It must have each link with its MTU and addresses, its gateway
    must answer, and no other machine may have an address of it. Only that makes the change last; otherwise, also
    when the controller is gone, the host takes it back by itself after O(timeout).
  - Cards that are not there, and addresses that others have, are told before anything is changed.
  - Links that O(network) does not name are left alone.
options:
  network:
    description:
      - The network, as C(network) of a node in C(docs/baremetal.md). The inventory
        P(stackwright.cloud.baremetal#inventory) has it as C(baremetal_network).
    type: dict
    required: true
  manager:
    description: What keeps the network. By default what the host has.
    type: str
    choices: [netplan, NetworkManager, networkd]
  timeout:
    description: Seconds after which a change that was not confirmed is taken back.
    type: int
    default: 60
  step:
    description: What the action asks of the module. Not to be set by hand.
    type: str
    choices: [begin, confirm, look]
    default: begin
attributes:
  check_mode:
    support: full
    description: Names the files that a run would change.
  diff_mode:
    support: full
    description: Shows them before and after.
  idempotent:
    support: full
    description: A second run changes nothing.
  platform:
    support: full
    platforms: linux
    description: Hosts with systemd, and netplan, NetworkManager or systemd-networkd.
"""

EXAMPLES = r"""
- name: Configure the network of a host
  stackwright.cloud.host_network:
    network:
      interfaces:
        - {name: eno1, mac: "52:54:00:12:34:56", mtu: 9000, addresses: [192.0.2.11/24], gateway: 192.0.2.1}
      name_servers: [192.0.2.53]

- name: Configure it as the undercloud's document says
  stackwright.cloud.host_network:
    network: "{{ baremetal_network }}"
"""

RETURN = r"""
plan:
  description: What was changed, or in check mode would be, one line each.
  returned: always
  type: list
  elements: str
  sample: [~ /etc/netplan/60-stackwright.yaml, eno1 lacks 192.0.2.11/24]
manager:
  description: What keeps the network.
  returned: always
  type: str
taken_back:
  description: Whether the last change was taken back. For the action.
  returned: when looked at
  type: bool
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.fields import NETWORK
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.form import checked
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.network import faults
from ansible_collections.stackwright.cloud.plugins.module_utils.host import checkpoint
from ansible_collections.stackwright.cloud.plugins.module_utils.host.configured_network import (
    ConfiguredNetwork,
    diff,
    manager_name,
)


def main() -> None:
    """Do one step of a change."""
    module = AnsibleModule(
        argument_spec={
            "network": {"type": "dict", "required": True},
            "manager": {"type": "str", "choices": ["netplan", "NetworkManager", "networkd"]},
            "timeout": {"type": "int", "default": 60},
            "step": {"type": "str", "choices": ["begin", "confirm", "look"], "default": "begin"},
        },
        supports_check_mode=True,
    )
    if module.params["step"] == "look":
        module.exit_json(taken_back=checkpoint.taken_back(), pending=checkpoint.pending())
    manager = module.params["manager"] or manager_name()
    if manager is None:
        module.fail_json(
            msg="none of netplan, NetworkManager and systemd-networkd manages this host's network; say `manager`"
        )
    wrong: list[str] = []
    wanted = checked(NETWORK, module.params["network"], "network", wrong)
    _refuse(module, "the network cannot be as the document says", wrong or faults(wanted, "network"))
    network = ConfiguredNetwork(wanted, manager)
    (_confirm if module.params["step"] == "confirm" else _begin)(module, network)
    lines = [*(one.as_line() for one in network.changes), *network.unmet]
    module.exit_json(changed=bool(lines), plan=lines, manager=manager, diff=diff(network.changes))


def _begin(module: AnsibleModule, network: ConfiguredNetwork) -> None:
    if checkpoint.pending():
        module.fail_json(msg="another run is changing the network of this host; it is confirmed or taken back soon")
    if not network.changes and not network.unmet:
        return
    _refuse(module, "the network cannot be as the document says", network.faults())
    if not module.check_mode:
        network.begin(module.params["timeout"])


def _confirm(module: AnsibleModule, network: ConfiguredNetwork) -> None:
    if checkpoint.taken_back():
        module.fail_json(msg="the host was not reached with its new network before `timeout` was over")
    lacking = network.proved()
    if lacking:
        checkpoint.take_back()
        _refuse(module, "the network did not become what the document says", lacking)
    if not checkpoint.confirm():
        module.fail_json(msg="the host was not as it should be before `timeout` was over; give it longer")


def _refuse(module: AnsibleModule, what: str, reasons: list[str]) -> None:
    if reasons:
        module.fail_json(msg=f"{what}:\n" + "\n".join(f"- {reason}" for reason in reasons))


if __name__ == "__main__":
    main()
