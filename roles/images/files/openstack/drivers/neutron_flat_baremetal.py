# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Neutron's mechanism driver `baremetal_flat`, for machines on flat networks, whose switches nobody configures.

The driver `baremetal` of networking-baremetal binds a port only on a switch that it is to configure itself.
"""

from neutron.plugins.ml2.drivers import mech_agent
from neutron_lib import constants
from neutron_lib.api.definitions import portbindings

AGENT_TYPE = "Baremetal Node"  # what ironic-neutron-agent reports each machine as


class FlatBaremetalMechanismDriver(mech_agent.SimpleAgentMechanismDriverBase):
    """Binds a machine's port where the machine is plugged into the physical network."""

    def __init__(self):
        super().__init__(
            AGENT_TYPE, portbindings.VIF_TYPE_OTHER, {}, supported_vnic_types=[portbindings.VNIC_BAREMETAL]
        )

    @property
    def connectivity(self):
        return portbindings.CONNECTIVITY_L2

    def get_allowed_network_types(self, agent=None):
        return [constants.TYPE_FLAT]

    def get_mappings(self, agent):
        return agent["configurations"].get("bridge_mappings", {})
