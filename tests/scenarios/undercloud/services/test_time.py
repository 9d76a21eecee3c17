# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The undercloud serves the time, and its host's clock is not chronyd's."""

from __future__ import annotations

import ntp
from undercloud import HOST


def test_time_is_served():
    stratum, ahead = ntp.asked(HOST)
    assert 1 <= stratum <= 10
    assert abs(ahead) < 1


def test_chronyd_may_not_set_the_clock(undercloud):
    capabilities = undercloud.check_output("podman inspect --format '{{.EffectiveCaps}}' chronyd")
    assert "CAP_SYS_TIME" not in capabilities


def test_agents_are_told(undercloud):
    options = undercloud.check_output("podman exec ironic_conductor cat /etc/ironic/ironic.conf")
    assert f"ipa-ntp-server={HOST}" in options
