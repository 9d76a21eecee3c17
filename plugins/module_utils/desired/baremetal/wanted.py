# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A node of the document in Ironic's own terms."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal import network
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.fields import DRIVERS

# The entry of a node's `extra` that is this collection's.
MARK = "stackwright"
Data = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """A node as it should be: the document's entry, what its secrets are, and its image."""

    entry: Data
    password: str = ""
    rescue_password: str = ""
    image: Data | None = None

    @property
    def name(self) -> str:
        """Return the node's name."""
        return str(self.entry["name"])

    @property
    def state(self) -> str:
        """Return what the node is to be, one of `fields.STATES`."""
        return str(self.entry["state"])

    def attributes(self) -> Data:
        """Return the attributes that Ironic keeps of the node by their names, without the password and the mark."""
        given = {
            "driver": DRIVERS[self.entry["bmc"]["type"]],
            "resource_class": self.entry["resource_class"],
            "description": self.entry.get("description"),
            "owner": self.entry.get("owner"),
            "retired": True if self.state == "retired" else None,
            "automated_clean": self.entry["clean"] != "none",
            "network_data": self._agent_network(),
            **{f"{kind}_interface": name for kind, name in self.entry.get("interfaces", {}).items()},
        }
        return {name: value for name, value in given.items() if value is not None}

    def driver_info(self) -> Data:
        """Return how Ironic reaches the BMC, without the password."""
        bmc = self.entry["bmc"]
        prefix = "ipmi" if bmc["type"] == "ipmi" else "redfish"
        names = {
            "address": "address",
            "system": "system_id",
            "username": "username",
            "verify": "verify_ca",
            "port": "port",
        }
        known = (
            {}
            if bmc["type"] == "fake"
            else {f"{prefix}_{own}": bmc[name] for name, own in names.items() if name in bmc}
        )
        return {**known, **bmc.get("options", {})}

    @property
    def password_field(self) -> str:
        """Return the entry of `driver_info` that holds the password."""
        return "ipmi_password" if self.entry["bmc"]["type"] == "ipmi" else "redfish_password"

    def properties(self) -> Data:
        """Return the properties that the document decides about, capabilities excepted."""
        rule = self.entry.get("root_device")
        return {"cpu_arch": self.entry["architecture"], **({"root_device": _rule(rule)} if rule else {})}

    def capabilities(self) -> dict[str, str]:
        """Return the capabilities that the document decides about."""
        secure = {"secure_boot": str(self.entry["secure_boot"]).lower()} if "secure_boot" in self.entry else {}
        more = {name: str(value) for name, value in self.entry.get("capabilities", {}).items()}
        return {"boot_mode": self.entry["boot_mode"], **secure, **more}

    def mark(self) -> Data:
        """Return what the inventory needs to know and Ironic has no place for."""
        host_network = self.entry.get("network", {})
        address = self.entry.get("address") or network.first_address(host_network)
        return {
            "roles": sorted(self.entry.get("roles", [])),
            **({"address": address} if address else {}),
            **({"network": host_network} if host_network else {}),
            **({"burn_in": self.entry["burn_in"]} if self.entry.get("burn_in") else {}),
        }

    def ports(self) -> dict[str, Data]:
        """Return the ports by their MAC addresses, with the attributes that the document decides about."""
        return {port["mac"]: _port(port) for port in self.entry.get("ports", [])}

    def _agent_network(self) -> Data | None:
        """Return the network for the agent: static addresses that virtual media can tell it; DHCP needs none."""
        host_network = self.entry.get("network", {})
        static = any(link.get("addresses") for link in network.links(host_network))
        return network.network_data(host_network) if static else None

    def settings(self) -> str:
        """Return the identity of the RAID and firmware settings, empty when there are none."""
        wanted = {name: self.entry[name] for name in ("raid", "bios") if self.entry.get(name)}
        return _digest(wanted) if wanted else ""

    def clean_steps(self) -> list[Data]:
        """Return the steps that make the RAID and firmware settings (Ironic, "Manual cleaning")."""
        steps: list[Data] = []
        if self.entry.get("bios"):
            settings = [{"name": name, "value": value} for name, value in self.entry["bios"].items()]
            steps.append({"interface": "bios", "step": "apply_configuration", "args": {"settings": settings}})
        if self.entry.get("raid"):
            steps.append({"interface": "raid", "step": "delete_configuration"})
            steps.append({"interface": "raid", "step": "create_configuration"})
        return steps

    def raid(self) -> Data | None:
        """Return the RAID for Ironic to make."""
        return self.entry.get("raid")

    def instance_info(self) -> Data:
        """Return what to deploy."""
        image = self.image or {}
        is_list = "://" in image.get("checksum", "")
        checksum = image.get("checksum", "").rpartition(":")[2] if not is_list else image["checksum"]
        algorithm = {128: "sha512"}.get(len(checksum), "sha256")
        hashed = (
            {"image_checksum": checksum}
            if is_list
            else {"image_os_hash_algo": algorithm, "image_os_hash_value": checksum}
        )
        optional = {"image_disk_format": "format", "kernel": "kernel", "ramdisk": "ramdisk"}
        more = {name: image[own] for name, own in optional.items() if own in image}
        return {"image_source": image.get("source"), **hashed, **more}

    def config_drive(self) -> Data:
        """Return what the host finds out about itself at its first boot."""
        keys = {f"key-{position}": key for position, key in enumerate(self.entry.get("ssh_keys", []))}
        meta = {"hostname": self.name, "name": self.name, "public_keys": keys}
        drive: Data = {"meta_data": meta}
        if self.entry.get("network"):
            drive["network_data"] = network.network_data(self.entry["network"])
        user_data = self.entry.get("user_data")
        if user_data is not None:
            text = user_data if isinstance(user_data, str) else "#cloud-config\n" + json.dumps(user_data)
            drive["user_data"] = text
        settings = self._host_settings()
        if settings:
            # What `user_data` says of the same comes before it (cloud-init, "Vendor-data").
            drive["vendor_data"] = {"cloud-init": "#cloud-config\n" + json.dumps(settings)}
        return drive

    def _host_settings(self) -> Data:
        """Return what cloud-init is to give the host beside `user_data`."""
        servers, mirrors = self.entry.get("time_servers"), self.entry.get("package_mirrors")
        time = {"ntp": {"enabled": True, "servers": servers}} if servers else {}
        return {**time, **({"apt": _apt(mirrors)} if mirrors else {})}


@dataclass(frozen=True)
class Undescribed(Wanted):
    """A node that no document describes: all but its state stays as Ironic knows it."""

    def attributes(self) -> Data:
        """Return nothing."""
        return {}

    driver_info = properties = capabilities = attributes

    def mark(self) -> Data:
        """Return what is noted already."""
        return dict(self.entry["mark"])


def _rule(rule: Mapping[str, Any]) -> Data:
    """Return a root device rule in Ironic's terms: a size without comparison is a number."""
    size = str(rule.get("size", "")).strip()
    return {**rule, **({"size": int(size)} if size.isdigit() else {})}


def _apt(mirrors: Mapping[str, str]) -> Data:
    """Return *mirrors* as cloud-init gives them to apt ("Apt Configure"), which by default keeps the image's own."""
    kinds = {"primary": mirrors["main"], **({"security": mirrors["security"]} if "security" in mirrors else {})}
    return {
        "preserve_sources_list": False,
        **{kind: [{"arches": ["default"], "uri": url}] for kind, url in kinds.items()},
    }


def _port(port: Mapping[str, Any]) -> Data:
    names = {"pxe": "pxe_enabled", "physical_network": "physical_network"}
    return {own: port[name] for name, own in names.items() if name in port}


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]
