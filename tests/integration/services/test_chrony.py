# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The time service: whose time it serves, and that it leaves the clock of its host alone."""

from __future__ import annotations

import subprocess
import time

import ntp
from servers import wait_for

ADDRESS, UPSTREAM = "127.0.53.1", "127.0.53.2"
AHEAD = 3600


def served() -> tuple[int, int]:
    """Return the stratum, and by how many seconds the served time is ahead of this machine's."""
    try:
        stratum, ahead = ntp.asked(ADDRESS)
    except OSError:
        return 0, 0
    return stratum, round(ahead)


def test_serves_its_servers_time_and_touches_no_clock(deploy):
    before = time.time() - time.monotonic()
    with ntp.clock(UPSTREAM, AHEAD):
        deploy("chrony", ADDRESS, host_time_servers=[UPSTREAM])
        wait_for(lambda: served() == (2, AHEAD), 30, "it serves its server's time")
    assert abs(time.time() - time.monotonic() - before) < 1


def test_serves_its_hosts_time_without_a_server_and_after_each_start(deploy):
    deploy("chrony", ADDRESS)
    wait_for(lambda: served() == (10, 0), 10, "it serves this machine's time")
    subprocess.run(["podman", "restart", "--time=5", "chronyd"], check=True, capture_output=True)
    wait_for(lambda: served() == (10, 0), 10, "it does so again")
