# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a document of nodes may hold. Whatever is known of it (faults, schema, page of the reference) follows."""

from __future__ import annotations

from dataclasses import replace

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.form import Field

# Ironic's driver for each kind of BMC, and how that names what every BMC has (Ironic, "Drivers").
DRIVERS = {"redfish": "redfish", "idrac": "idrac", "ipmi": "ipmi", "fake": "fake-hardware"}
STATES = ("manageable", "available", "active", "rescue", "retired", "absent")
# Boot interfaces of Ironic that need to know a machine's card.
NETWORK_BOOT = ("http", "http-ipxe", "ipxe", "pxe")
# The kinds of hardware interfaces of Ironic that a node may choose.
INTERFACES = (
    "bios",
    "boot",
    "console",
    "deploy",
    "firmware",
    "inspect",
    "management",
    "network",
    "power",
    "raid",
    "rescue",
    "storage",
    "vendor",
)

BMC = {
    "type": Field("What it speaks.", choices=tuple(DRIVERS), default="redfish"),
    "address": Field("Its URL, or for IPMI its address; `fake` has none."),
    "system": Field("Redfish's path of the system, where the BMC has several, like `/redfish/v1/Systems/1`."),
    "username": Field("The user that Ironic logs in as."),
    "secret": Field("The name of the secret that holds the password; see *Secrets*."),
    "verify": Field(
        "Whether its certificate must be valid, or the conductor's file of authorities (Redfish).",
        type="boolean or path",
    ),
    "port": Field("Its port (IPMI).", type="number", least=1, most=65535),
    "options": Field("More of Ironic's `driver_info`, as it is.", type="mapping"),
}

PORT = {
    "mac": Field("Its address.", type="MAC address", required=True),
    "pxe": Field("Whether the machine boots over it.", type="boolean"),
    "physical_network": Field("Neutron's name of the network that it is plugged into."),
    "switch": Field("The name of the switch that it should be plugged into, as LLDP tells it."),
    "switch_port": Field("The port of that switch."),
    "speed": Field("The least speed of its link in Mbit/s.", type="number", least=1),
}

ROOT_DEVICE = {
    "size": Field("In GiB, with a comparison if it need not be exact: `'>= 200'`.", type="size"),
    "serial": Field("Its serial number."),
    "wwn": Field("Its World Wide Name."),
    "model": Field("Its model."),
    "vendor": Field("Its vendor."),
    "name": Field("Its device, which may change from boot to boot: rather use another."),
    "by_path": Field("Its name in `/dev/disk/by-path`."),
    "hctl": Field("Its place on SCSI: host, channel, target, LUN."),
    "rotational": Field("Whether it is a hard disk.", type="boolean"),
}

LOGICAL_DISK = {
    "size_gb": Field("Its size in GiB, or `MAX`.", type="capacity", required=True),
    "raid_level": Field(
        "Its RAID level.", choices=("0", "1", "2", "5", "6", "1+0", "5+0", "6+0", "JBOD"), required=True
    ),
    "is_root_volume": Field("Whether the system goes there.", type="boolean"),
    "controller": Field("The controller, as the driver calls it; `software` for Linux's own."),
    "physical_disks": Field("The disks, as the driver calls them.", many=True, type="text"),
    "number_of_physical_disks": Field("How many disks.", type="number", least=1),
    "disk_type": Field("The kind of disks.", choices=("hdd", "ssd")),
    "interface_type": Field("How they are attached.", choices=("sata", "scsi", "sas")),
    "share_physical_disks": Field("Whether others may be on the same disks.", type="boolean"),
    "volume_name": Field("Its name."),
}

RAID = {"logical_disks": Field("The disks to make.", many=True, required=True, items=LOGICAL_DISK)}

ROUTE = {
    "to": Field("The destination.", type="network", required=True),
    "via": Field("The gateway.", type="address", required=True),
}

LINK = {
    "name": Field("What the host calls it.", required=True),
    "mtu": Field("The largest packet in bytes.", type="number", least=576, most=9216),
    "addresses": Field("Its addresses.", many=True, type="address with prefix"),
    "dhcp": Field("Whether it asks for an address (IPv4).", type="boolean"),
    "gateway": Field("The default gateway.", type="address"),
    "routes": Field("More routes.", many=True, items=ROUTE),
}

NETWORK = {
    "interfaces": Field(
        "The network cards.",
        many=True,
        items={**LINK, "mac": Field("Its address, by which it is found.", type="MAC address", required=True)},
    ),
    "bonds": Field(
        "Several cards as one.",
        many=True,
        items={
            **LINK,
            "members": Field("The cards, by their names.", many=True, required=True),
            "mode": Field(
                "How they share the load.",
                choices=("802.3ad", "active-backup", "balance-xor", "balance-rr", "balance-tlb", "balance-alb"),
                default="802.3ad",
            ),
            "monitor": Field("How often links are looked at, in ms.", type="number", least=1, default=100),
            "hash_policy": Field(
                "What decides about a packet's card (802.3ad, balance-xor).",
                choices=("layer2", "layer2+3", "layer3+4", "encap2+3", "encap3+4"),
            ),
        },
    ),
    "vlans": Field(
        "Tagged networks.",
        many=True,
        items={
            **LINK,
            "id": Field("Its tag.", type="number", least=1, most=4094, required=True),
            "link": Field("The card or bond that it is on.", required=True),
        },
    ),
    "name_servers": Field("Who resolves names.", many=True, type="address"),
    "search": Field("Domains to look for short names in.", many=True, type="name"),
}

REQUIRES = {
    "cpus": Field("So many CPUs at least.", type="number", least=1),
    "memory": Field("So many GiB of memory at least.", type="number", least=1),
    "disks": Field("So many disks at least.", type="number", least=1),
    "firmware": Field("The versions of the firmware that will do.", many=True),
}

PACKAGE_MIRRORS = {
    "main": Field("The URL of a mirror of Debian.", required=True),
    "security": Field("The URL of a mirror of its security updates."),
}

BURN_IN = {
    part: Field(f"So many seconds for {what}.", type="number", least=1)
    for part, what in {
        "cpu": "its CPUs",
        "memory": "its memory",
        "disk": "its disks",
        "network": "its network, between hosts",
    }.items()
}

NODE = {
    "name": Field("Its name in Ironic, and of the host.", type="name", required=True),
    "state": Field(
        "What it is to be: verified and inspected; cleaned as well; running its image; in a rescue system; erased and "
        "out of use; unknown to Ironic.",
        choices=STATES,
        default="active",
    ),
    "bmc": Field("Its management controller.", required=True, items=BMC),
    "roles": Field("The groups of the inventory that the host is in.", many=True),
    "resource_class": Field("The class by which Nova's flavors choose it.", default="baremetal"),
    "traits": Field("What it is capable of, for Nova's flavors.", many=True, type="trait"),
    "description": Field("Free text for people."),
    "owner": Field("The project that may manage it, where Ironic asks Keystone."),
    "architecture": Field("Its CPU's architecture.", default="x86_64"),
    "boot_mode": Field("How its firmware boots.", choices=("uefi", "bios"), default="uefi"),
    "secure_boot": Field("Whether it boots signed systems alone.", type="boolean"),
    "capabilities": Field("More of Ironic's capabilities.", type="mapping"),
    "ports": Field("Network cards that Ironic must know, for booting and for placing.", many=True, items=PORT),
    "interfaces": Field(
        "Ironic's hardware interfaces, where not the driver's first: `{boot: ipxe}`.",
        items={kind: Field(f"The {kind} interface.") for kind in INTERFACES},
    ),
    "inspect": Field("Whether to find out what it has.", type="boolean", default=True),
    "requires": Field("What it must have, for the validations.", items=REQUIRES),
    "root_device": Field(
        "Which disk the system goes to; without it, the smallest of 4 GiB or more.", items=ROOT_DEVICE
    ),
    "raid": Field("Its RAID, made by cleaning.", items=RAID),
    "bios": Field("Settings of its firmware by name, made by cleaning.", type="mapping"),
    "clean": Field("What is erased before each use.", choices=("none", "metadata", "full"), default="metadata"),
    "image": Field("What it runs, by a name in `images`."),
    "network": Field("The network of the host, and through virtual media that of Ironic's agent.", items=NETWORK),
    "address": Field("Where Ansible reaches it, if not at the first address of what has the gateway.", type="address"),
    "ssh_keys": Field("Public keys that may log in.", many=True),
    "time_servers": Field("Whom the host takes the time from, by cloud-init.", many=True),
    "package_mirrors": Field("Where the host fetches Debian's packages, by cloud-init.", items=PACKAGE_MIRRORS),
    "burn_in": Field("How its host is kept busy before it is used.", items=BURN_IN),
    "user_data": Field("What cloud-init gets: a text, or a mapping as of its `cloud-config`.", type="any"),
    "rescue_secret": Field("The name of the secret that is the password of its rescue system."),
    "power": Field("Whether it is to be on.", type="boolean"),
    "maintenance": Field("Why nothing may be done with it; an empty text ends that."),
}

IMAGE = {
    "source": Field("Its URL, as Ironic reaches it.", required=True),
    "checksum": Field("Its SHA-256 or SHA-512, or the URL of a list of those.", required=True),
    "format": Field("Its format, where Ironic is not to find out.", choices=("raw", "qcow2")),
    "kernel": Field("The URL of the kernel, for a partition image or a ramdisk."),
    "ramdisk": Field("The URL of the ramdisk."),
}

# What holds for every node of a document that does not say otherwise.
DEFAULTS = {
    name: replace(field, required=False) for name, field in NODE.items() if name not in ("name", "ports", "address")
}

DOCUMENT = {
    "defaults": Field("What holds for every node that does not say otherwise.", items=DEFAULTS),
    "images": Field("What nodes run, by name.", type="mapping"),
    "nodes": Field("The machines.", many=True, items=NODE),
}
