# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The options of one libvirt network; their places in the XML are in module_utils/hypervisor/network.py."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  networks:
    description: The networks, each known by its name.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: The network's name.
        type: str
        required: true
      state:
        description: What becomes of it. V(inactive) is defined, and stopped.
        type: str
        choices: [active, inactive, absent]
        default: active
      autostart:
        description: Whether the network starts with its host.
        type: bool
      restart:
        description: Whether an active network may be restarted for a change that cannot be made while it is active.
          Guests lose it meanwhile, with older versions of libvirt until they restart.
        type: str
        choices: [never, allowed]
        default: never
      mode:
        description: How the network reaches others. A new network is V(isolated) by default.
        type: str
        choices: [nat, route, open, bridge, isolated]
      device:
        description: The host's interface through which traffic is forwarded.
        type: str
      bridge:
        description: The bridge's name. libvirt makes the bridge, except with O(networks[].mode=bridge), where it
          must be there.
        type: str
      virtualport:
        description: The kind of the bridge's ports.
        type: str
        choices: [openvswitch]
      vlan:
        description: The VLAN tag of all its ports.
        type: int
      portgroups:
        description: Classes of ports, which interfaces choose by O(ignore:portgroup), such as one for each VLAN of an
          Open vSwitch bridge. Changed while the network is active.
        type: list
        elements: dict
        suboptions:
          name:
            description: The name.
            type: str
            required: true
          default:
            description: Whether interfaces that name none are of it.
            type: bool
          vlan:
            description: The VLAN tag of its ports.
            type: int
      mtu:
        description: The MTU in bytes.
        type: int
      domain:
        description: The DNS domain.
        type: str
      dns_forwarders:
        description: The addresses of the name servers to ask.
        type: list
        elements: str
      dns_hosts:
        description: Names that the network's DNS knows, each known by its address. Changed while the network is active.
        type: list
        elements: dict
        suboptions:
          ip:
            description: The address.
            type: str
            required: true
          hostnames:
            description: The names.
            type: list
            elements: str
            required: true
      addresses:
        description: The host's addresses on the bridge.
        type: list
        elements: dict
        suboptions:
          address:
            description: The address with its prefix, such as V(10.20.0.1/24).
            type: str
            required: true
          dhcp_ranges:
            description: Ranges that DHCP gives out. Changed while the network is active.
            type: list
            elements: dict
            suboptions:
              start:
                description: The first address.
                type: str
                required: true
              end:
                description: The last address.
                type: str
                required: true
          dhcp_hosts:
            description: Fixed addresses, each known by its MAC address. Changed while the network is active.
            type: list
            elements: dict
            suboptions:
              mac:
                description: The MAC address.
                type: str
                required: true
              ip:
                description: The address it gets.
                type: str
                required: true
              name:
                description: The host name it gets.
                type: str
      routes:
        description: Networks that the host reaches through the network's guests, as with O(networks[].mode=route).
        type: list
        elements: dict
        suboptions:
          address:
            description: The network with its prefix, such as V(10.30.0.0/16).
            type: str
            required: true
          gateway:
            description: The guest's address.
            type: str
            required: true
"""
