# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.domain_check import wrong


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"vcpus": 4, "cpu": {"sockets": 1, "cores": 2, "threads": 1}}, "1*2*1 are 2 virtual CPUs, not 4"),
        ({"vcpus": 2, "cpu": {"cores": 2}}, "sockets, cores and threads go together"),
        ({"memory": 2, "memory_max": 1}, "memory is more than memory_max"),
        ({"disks": [{"target": "vda"}, {"target": "vda"}]}, "disks[vda] is given twice"),
        ({"interfaces": [{"mac": "52:54:00:AA:00:01"}, {"mac": "52:54:00:aa:00:01"}]}, "01] is given twice"),
        (
            {"interfaces": [{"network": "a"}, {"mac": "52:54"}]},
            "interfaces[1].mac: 52:54 is not a host's MAC address, such",
        ),
        ({"interfaces": [{"mac": "01:00:5e:00:00:01"}]}, "interfaces[0].mac: 01:00:5e:00:00:01 is not a host's MAC"),
        ({"uuid": "web"}, "uuid: web is not a UUID"),
        ({"hostdevs": [{"pci": "01:00"}]}, "hostdevs[0].pci: 01:00 is not a PCI address such as 0000:01:00.0"),
        ({"hostdevs": [{"usb": "046d"}]}, "hostdevs[0].usb: 046d is not a USB device's vendor and product"),
        ({"hostdevs": [{"managed": True}]}, "hostdevs[0]: give its address, pci or usb"),
        ({"disks": [{"target": "vda", "pool": "images"}]}, "pool and volume go together"),
        ({"secure_boot": True}, "secure_boot needs firmware: efi"),
        ({"xml_overlay": "<domain>"}, "xml_overlay: not well-formed XML"),
    ],
)
def test_what_is_malformed_or_contradicts_itself_is_named(options, fault):
    (found,) = wrong({"name": "web", **options})
    assert fault in found
