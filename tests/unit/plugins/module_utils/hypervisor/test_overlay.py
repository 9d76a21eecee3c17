# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor import overlay
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.xmlpath import parse, serialise

BASE = """<domain><on_crash>destroy</on_crash><clock offset="utc"><timer name="rtc" tickpolicy="catchup"/></clock>
  <devices><sound model="ac97"/><memballoon model="virtio"/></devices></domain>"""


def merged(fragment):
    element = parse(BASE)
    overlay.merge(element, parse(fragment))
    return element


@pytest.mark.parametrize(
    ("fragment", "count", "path"),
    [
        ("<domain><on_crash>restart</on_crash></domain>", 1, "on_crash"),
        ("<domain><clock><timer name='hpet' present='no'/></clock></domain>", 2, "clock/timer"),
        ("<domain><clock><timer name='rtc' tickpolicy='delay'/></clock></domain>", 1, "clock/timer"),
        ("<domain><devices><sound model='ich9'/></devices></domain>", 2, "devices/sound"),
        ("<domain><devices><sound model='ac97'/></devices></domain>", 1, "devices/sound"),
        ("<domain><devices><memballoon model='none'/></devices></domain>", 1, "devices/memballoon"),
    ],
)
def test_laid_over_it_is_there_once(fragment, count, path):
    element = merged(fragment)
    assert len(element.findall(path)) == count
    assert overlay.missing(element, parse(fragment)) == []
    once = serialise(element)
    overlay.merge(element, parse(fragment))
    assert serialise(element) == once


def test_where_something_is_missing_is_named_without_the_value():
    fragment = "<domain><on_crash>restart</on_crash><clock offset='localtime'/><iothreads>1</iothreads></domain>"
    assert overlay.missing(parse(BASE), parse(fragment)) == [
        "/on_crash",
        "/clock@offset",
        "/iothreads",
    ]


def test_what_is_no_fragment_of_a_domain_is_said():
    assert overlay.fault("<network/>", "domain") == "it must be a <domain> element, not <network>"
    assert overlay.fault("<domain>", "domain").startswith("not well-formed XML")
    assert overlay.fault("<domain/>", "domain") is None
