# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import struct

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.image import identify
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.volume import plan_volume
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import parse

GIB = 1024**3
VOLUME = """<volume type="file"><name>web</name><key>/images/web</key><capacity unit="bytes">10737418240</capacity>
  <target><path>/images/web</path><format type="qcow2"/></target>
  <backingStore><path>/images/base</path><format type="qcow2"/></backingStore></volume>"""


def plan(found=VOLUME, **options):
    wanted = {"name": "web", "pool": "images", "state": "present", "force": False, **options}
    return plan_volume(wanted, parse(found) if found else None)


def test_what_is_there_already_is_no_change():
    made = plan(capacity=10 * GIB, format="qcow2", backing={"path": "/images/base"}, source="/any.qcow2")
    assert not made.changed


def test_a_volume_grows():
    made = plan(capacity=20 * GIB)
    assert (made.resize, made.shrinks, made.destroys) == (20 * GIB, False, False)


@pytest.mark.parametrize(
    "options",
    [{"capacity": GIB}, {"format": "raw", "capacity": GIB}, {"backing": {"path": "/images/other", "format": "qcow2"}}],
)
def test_data_is_lost_only_by_force(options):
    with pytest.raises(ValueError, match="set force"):
        plan(**options)
    assert plan(**options, force=True).destroys


def test_a_new_volume_says_where_its_size_comes_from():
    with pytest.raises(ValueError, match="needs a capacity"):
        plan(found=None)
    assert plan(found=None, clone="base").created


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        (
            {"clone": "base", "capacity": GIB, "least": 2 * GIB},
            "base has 2147483648 bytes, more than its capacity of 10",
        ),
        ({"source": "/image", "checksum": "0123"}, "0123 is not a checksum; write it as sha256:<digest>"),
        ({"source": "/image", "checksum": "soup:00"}, "soup:00 is not a checksum"),
    ],
)
def test_what_a_new_volume_could_not_be_is_refused(options, fault):
    with pytest.raises(ValueError, match=fault):
        plan(found=None, **options)


def qcow2(version=3, backing=0, incompatible=0):
    header = b"QFI\xfb" + struct.pack(">IQIIQ", version, backing, 0, 16, 5 * GIB)
    return header.ljust(72, b"\0") + struct.pack(">Q", incompatible)


def test_images_are_known_by_their_headers():
    assert identify(qcow2(), 1000) == identify(qcow2(version=2), 1000) == ("qcow2", 5 * GIB)
    assert identify(bytes(512), 1024) == ("raw", 1024)


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        (b"\xfd7zXZ\0", "the image's format is xz"),
        (b"<html>", "no disk: its 1000 bytes are not whole sectors"),
        (qcow2(backing=112), "is an overlay of another"),
        (qcow2(incompatible=4), "keeps its data in another file"),
    ],
)
def test_images_that_are_not_whole_or_of_other_formats_are_refused(header, fault):
    with pytest.raises(ValueError, match=fault):
        identify(header, 1000)
