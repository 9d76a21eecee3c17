# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The containers of services as the roles render them, without any host."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.definition import required_secrets
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.secrets import generate
from ansible_collections.stackwright.cloud.plugins.plugin_utils.roles import service_names
from ansible_collections.stackwright.cloud.plugins.plugin_utils.services import Services

# What has no default.
GIVEN = {
    "network_boot_interface": "eth2",
    "network_boot_address": "203.0.113.1",
    "network_boot_range": ["203.0.113.100", "203.0.113.199"],
    "package_cache_mirrors": {"main": "http://mirror.example.org/debian"},
}
ADDRESSES = {"one": "192.0.2.11", "two": "192.0.2.12", "three": "192.0.2.13"}


def rendered(directory: Path, control: list[str], host: str = "one", **variables: Any) -> dict[str, dict[str, Any]]:
    """Return the desired containers by name, as *host* of the *control* hosts has them.

    *directory* is the controller's, whose secrets and certificates are made.
    """
    task_vars = {
        "stackwright_cloud": "test",
        "stackwright_interface": "eth1",
        "stackwright_address": ADDRESSES[host],
        "stackwright_vip_address": "192.0.2.10",
        "stackwright_directory": str(directory),
        "stackwright_services": service_names(),
        "stackwright_virtualization": "qemu",
        "stackwright_ovs_datapath": "system",
        "inventory_hostname": host,
        "group_names": ["control"],
        "groups": {"control": control, "compute": control, "network": control},
        "hostvars": {name: {"stackwright_address": ADDRESSES[name]} for name in control},
        **GIVEN,
        **variables,
    }
    loader = DataLoader()
    services = Services(loader, Templar(loader=loader, variables=task_vars), task_vars)
    kinds = required_secrets(services.published_definitions)
    secrets = directory / "secrets.yml"
    secrets.write_text(json.dumps({name: generate(kind) for name, kind in kinds.items()}))
    secrets.chmod(0o600)
    (directory / "pki" / "hosts").mkdir(parents=True, exist_ok=True)
    for name in ("ca", "cloud", f"hosts/{host}"):
        for suffix in ("pem", "key"):
            (directory / "pki" / f"{name}.{suffix}").write_text(f"{suffix} of {name}\n")
    return {item["specification"]["name"]: dict(item) for item in services.containers(None, services.names)}
