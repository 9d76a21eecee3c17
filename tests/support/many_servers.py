# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Servers as Nova lists them, in any number."""

from __future__ import annotations

from typing import Any


def server(number: int) -> dict[str, Any]:
    """Return all that Nova tells of one server."""
    address = {
        "addr": f"10.{number // 62500}.{number // 250 % 250}.{number % 250 + 1}",
        "version": 4,
        "OS-EXT-IPS:type": "fixed",
        "OS-EXT-IPS-MAC:mac_addr": "fa:16:3e:00:00:00",
    }
    return {
        "id": f"00000000-0000-4000-8000-{number:012}",
        "name": f"server-{number:05}",
        "tenant_id": "p0",
        "user_id": "u0",
        "status": "ACTIVE",
        "created": "2026-01-01T00:00:00Z",
        "updated": "2026-01-01T00:00:00Z",
        "flavor": {"original_name": "small", "ram": 512, "vcpus": 1, "disk": 5, "ephemeral": 0, "swap": 0},
        "image": {"id": "i0", "links": []},
        "key_name": "me",
        "metadata": {"role": f"role{number % 5}"},
        "tags": [],
        "addresses": {"private": [address]},
        "links": [{"rel": "self", "href": "https://cloud.example.org:8774/v2.1/servers/" + "0" * 36}],
        "hostId": "0" * 56,
        "accessIPv4": "",
        "accessIPv6": "",
        "config_drive": "",
        "progress": 0,
        "description": None,
        "locked": False,
        "security_groups": [{"name": "default"}],
        "trusted_image_certificates": None,
        "OS-DCF:diskConfig": "AUTO",
        "OS-EXT-AZ:availability_zone": f"zone{number % 3}",
        "OS-EXT-STS:power_state": 1,
        "OS-EXT-STS:task_state": None,
        "OS-EXT-STS:vm_state": "active",
        "OS-SRV-USG:launched_at": "2026-01-01T00:00:00.000000",
        "OS-SRV-USG:terminated_at": None,
        "os-extended-volumes:volumes_attached": [],
    }
