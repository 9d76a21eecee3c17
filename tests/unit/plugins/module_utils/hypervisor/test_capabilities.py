# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.capabilities import unsupported
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import parse

# As libvirt 11 describes an emulated q35 on a host without OVMF and swtpm.
OFFERED = parse("""<domainCapabilities><domain>qemu</domain><machine>pc-q35-10.0</machine><arch>x86_64</arch>
  <os supported="yes"><enum name="firmware"/>
    <loader supported="yes"><enum name="secure"><value>no</value></enum></loader>
  </os>
  <cpu><mode name="host-passthrough" supported="no"/><mode name="maximum" supported="yes"/>
    <mode name="custom" supported="yes"><model usable="yes">qemu64</model></mode></cpu>
  <devices>
    <disk supported="yes"><enum name="bus"><value>virtio</value><value>sata</value></enum></disk>
    <graphics supported="yes"><enum name="type"><value>vnc</value></enum></graphics>
    <video supported="yes"><enum name="modelType"><value>vga</value><value>none</value></enum></video>
    <tpm supported="no"/>
  </devices>
</domainCapabilities>""")


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"firmware": "efi"}, "firmware: the hypervisor does not offer efi (there are: none); install ovmf"),
        ({"secure_boot": True}, "secure_boot: the hypervisor does not offer yes (there are: no)"),
        (
            {"cpu": {"mode": "host-passthrough"}},
            "cpu.mode: the hypervisor does not offer host-passthrough (there are: c",
        ),
        ({"cpu": {"model": "Skylake"}}, "cpu.model: the hypervisor does not offer Skylake (there are: qemu64)"),
        ({"tpm": "2.0"}, "tpm: the hypervisor does not offer 2.0 (there are: none); install swtpm-tools"),
        ({"disks": [{"target": "hda", "bus": "ide"}]}, "disks[hda].bus: the hypervisor does not offer ide"),
        ({"graphics": [{"type": "spice"}]}, "graphics: the hypervisor does not offer spice (there are: vnc)"),
        ({"video": "qxl"}, "video: the hypervisor does not offer qxl (there are: none, vga)"),
    ],
)
def test_what_is_not_offered_is_named_with_what_is(options, fault):
    (found,) = unsupported(options, OFFERED)
    assert found.startswith(fault)


def test_what_is_offered_or_not_listed_is_no_fault():
    options = {"firmware": "bios", "tpm": "none", "cpu": {"mode": "maximum"}, "disks": [{"target": "vda"}]}
    assert list(unsupported(options, OFFERED)) == []
    assert list(unsupported({"firmware": "efi", "video": "qxl"}, parse("<domainCapabilities/>"))) == []
