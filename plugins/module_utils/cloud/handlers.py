# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Which handler each kind has."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import Handler
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.services import (
    access,
    compute,
    hosts,
    identity,
    image,
    network,
    orchestration,
    ports,
    qos,
    quota,
    rbac,
    security,
    servers,
    volume,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import KINDS

SPECIAL: dict[str, type[Handler]] = {
    "domains": identity.Domains,
    "projects": identity.Visible,
    "users": identity.Visible,
    "groups": identity.Groups,
    "application_credentials": identity.ApplicationCredentials,
    "quotas": quota.Quotas,
    "address_groups": security.AddressGroups,
    "qos_policies": qos.QosPolicies,
    "rbac_policies": rbac.RbacPolicies,
    "ports": ports.Ports,
    "trunks": ports.Trunks,
    "role_assignments": identity.RoleAssignments,
    "subnets": network.Subnets,
    "routers": network.Routers,
    "security_groups": security.SecurityGroups,
    "floating_ips": network.FloatingIps,
    "images": image.Images,
    "flavors": access.Flavors,
    "aggregates": compute.Aggregates,
    "server_groups": compute.ServerGroups,
    "compute_services": hosts.ComputeServices,
    "key_pairs": compute.KeyPairs,
    "servers": servers.Servers,
    "volume_types": access.VolumeTypes,
    "volume_qos": volume.VolumeQos,
    "stacks": orchestration.Stacks,
    "volumes": volume.Volumes,
}

HANDLERS = {name: SPECIAL.get(name, Handler)(kind) for name, kind in KINDS.items()}
