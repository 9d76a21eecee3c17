# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Which handler each kind has."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud import (
    compute,
    identity,
    image,
    network,
    quota,
    servers,
    sharing,
    volume,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import Handler
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import KINDS

SPECIAL: dict[str, type[Handler]] = {
    "domains": identity.Domains,
    "projects": identity.Visible,
    "users": identity.Visible,
    "groups": identity.Groups,
    "application_credentials": identity.ApplicationCredentials,
    "quotas": quota.Quotas,
    "address_groups": sharing.AddressGroups,
    "qos_policies": sharing.QosPolicies,
    "rbac_policies": sharing.RbacPolicies,
    "ports": sharing.Ports,
    "trunks": sharing.Trunks,
    "role_assignments": identity.RoleAssignments,
    "subnets": network.Subnets,
    "routers": network.Routers,
    "security_groups": network.SecurityGroups,
    "floating_ips": network.FloatingIps,
    "images": image.Images,
    "flavors": compute.Flavors,
    "aggregates": compute.Aggregates,
    "server_groups": compute.ServerGroups,
    "compute_services": compute.ComputeServices,
    "key_pairs": compute.KeyPairs,
    "servers": servers.Servers,
    "volume_types": volume.VolumeTypes,
    "volumes": volume.Volumes,
}

HANDLERS = {name: SPECIAL.get(name, Handler)(kind) for name, kind in KINDS.items()}
