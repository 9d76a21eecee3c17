# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The argument spec of one domain: its fields, and what is not in libvirt's XML."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.domain import FIELDS
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.schema import argument_spec

CLOUD_INIT_SPEC = {
    "type": "dict",
    "options": {
        "user_data": {"type": "str", "required": True, "no_log": True},
        "meta_data": {"type": "str"},
        "network_config": {"type": "str"},
        "pool": {"type": "str", "required": True},
        "target": {"type": "str", "default": "vdz"},
    },
}
DOMAIN_SPEC = {
    "options": {
        **argument_spec(FIELDS)["options"],
        "state": {
            "type": "str",
            "default": "defined",
            "choices": ["defined", "running", "paused", "shutoff", "absent"],
        },
        "autostart": {"type": "bool"},
        "cloud_init": CLOUD_INIT_SPEC,
        "xml_overlay": {"type": "str"},
        "restart": {"type": "str", "default": "never", "choices": ["never", "allowed"]},
        "shutdown_timeout": {"type": "int", "default": 120},
        "force": {"type": "bool", "default": False},
        "remove_volumes": {"type": "bool", "default": False},
    },
    "required_by": {"cloud_init": ["disks"]},
}
