# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What is written reads back as it was wanted, whatever was there before."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor import domain, network, pool, volume
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.schema import differences, read, write
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import serialise
from ansible_collections.stackwright.cloud.tests.unit.plugins.module_utils.hypervisor.strategies import options
from hypothesis import given, settings
from hypothesis import strategies as st

KINDS = {"domain": domain.FIELDS, "network": network.FIELDS, "pool": pool.FIELDS, "volume": volume.FIELDS}


@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_what_is_written_reads_as_wanted(kind: str, data: st.DataObject) -> None:
    fields = KINDS[kind]
    before, wanted = data.draw(options(fields)), data.draw(options(fields))
    element = Element(kind)
    write(fields, element, before)
    write(fields, element, wanted)
    assert list(differences(fields, wanted, read(fields, element))) == []


@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None, max_examples=100)
@given(data=st.data())
def test_writing_again_changes_nothing(kind: str, data: st.DataObject) -> None:
    fields = KINDS[kind]
    wanted = data.draw(options(fields))
    element = Element(kind)
    write(fields, element, wanted)
    once = serialise(element)
    write(fields, element, wanted)
    assert serialise(element) == once
    write(fields, element, read(fields, element))
    assert serialise(element) == once


@settings(deadline=None, max_examples=100)
@given(wanted=options(domain.FIELDS))
def test_what_libvirt_filled_in_stays(wanted: dict) -> None:
    element = Element("domain")
    write(domain.FIELDS, element, wanted)
    devices = element.findall("devices/disk") + element.findall("devices/interface")
    for device in devices:
        SubElement(device, "address", {"type": "pci", "bus": "0x07"})
        SubElement(device, "alias", {"name": "ua-mine"})
    write(domain.FIELDS, element, wanted)
    assert all(device.find("address") is not None and device.find("alias") is not None for device in devices)
    assert list(differences(domain.FIELDS, wanted, read(domain.FIELDS, element))) == []
