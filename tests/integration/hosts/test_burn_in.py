# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A burn-in of this machine, with stress-ng, fio and iperf3 as they are, for a second each."""

from __future__ import annotations

import subprocess

import pytest

PARTS = ("network", "cpu", "memory", "disk")
# Of 100 MiB, for others need the machine's memory too.
MEMORY = "MemTotal: 204800 kB\nMemAvailable: 102400 kB\nSwapTotal: 0 kB\n"


@pytest.fixture
def burn_in(isolated, tmp_path):
    """Run the module where the kernel tells of little memory, and nobody else is on the network."""

    def inside(*command):
        subprocess.run([*isolated.enter, *command], check=True, capture_output=True)

    (tmp_path / "meminfo").write_text(MEMORY)
    inside("mount", "--bind", str(tmp_path / "meminfo"), "/proc/meminfo")
    inside("ip", "link", "set", "lo", "up")

    def run(**options):
        return isolated("burn_in", **{"directory": str(tmp_path), **options})

    run.inside = inside
    return run


def statuses(result):
    """Return how the parts ended."""
    return {one["validation"]: (one["status"], one["found"]) for one in result["results"]}


def test_machine_bears_it_and_keeps_nothing_of_it(burn_in, tmp_path):
    burn_in.inside("iperf3", "--server", "--one-off", "--daemon")
    result = burn_in(seconds=dict.fromkeys(PARTS, 1), peer="127.0.0.1")
    assert statuses(result) == dict.fromkeys(PARTS, ("pass", []))
    assert result["summary"] == "4 pass"
    assert not result["changed"]
    assert [path.name for path in tmp_path.iterdir()] == ["meminfo"]


def test_full_disk_fails_and_the_others_are_told_too(burn_in, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    burn_in.inside("mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", str(small))
    result = burn_in(seconds={"cpu": 1, "disk": 1, "network": 1}, directory=str(small))
    assert result["failed"]
    network, cpu, disk = (statuses(result)[name] for name in ("network", "cpu", "disk"))
    assert (network[0], cpu, disk[0]) == ("warn", ("pass", []), "fail")
    assert "burn in several at once" in network[1][0]
    assert disk[1][0].startswith(f"0 MiB are free in {small}")
    assert f"disk: {disk[1][0]}" in result["msg"]


def test_check_mode_keeps_nothing_busy(burn_in):
    result = burn_in(seconds=dict.fromkeys(PARTS, 60), check=True)
    assert result["results"] == []
    assert not result["changed"]
