# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import json

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.burn_in import (
    MIB,
    PARTS,
    Ended,
    Host,
    findings,
)

HOST = Host(
    cpus=4, free_memory=1000 * MIB, free_disk=2000 * MIB, directory="/var/lib", disks=("/dev/sda",), peer="192.0.2.12",
    speed=10000,
)  # fmt: skip
FINE = {
    "cpu": Ended(0, ""),
    "memory": Ended(0, ""),
    "disk": Ended(0, json.dumps({"jobs": [{"jobname": "file", "error": 0}, {"jobname": "/dev/sda", "error": 0}]})),
    "network": Ended(0, json.dumps({"end": {"sum_received": {"bits_per_second": 9.4e9}}})),
}


def found(part: str, ended: Ended, **counted: int) -> list[tuple[str, str]]:
    """Return status and text of what is found where the kernel counted so much more."""
    before = {"throttled": 7, "corrected": 0, "uncorrected": 0, "packets": 3}
    after = {name: count + counted.get(name, 0) for name, count in before.items()}
    return [(one.status, one.text) for one in findings(PARTS[part], HOST, ended, before, after)]


@pytest.mark.parametrize("part", PARTS)
def test_host_that_bears_it_passes(part):
    assert found(part, FINE[part]) == []


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_kept_busy_for_its_time(part):
    assert any("77" in word for word in PARTS[part].command(HOST, 77))


def test_memory_leaves_room_for_the_host():
    command = PARTS["memory"].command(HOST, 1)
    assert "--vm=4" in command
    assert f"--vm-bytes={200 * MIB}" in command


def test_disks_are_read_and_only_a_file_is_written():
    command = PARTS["disk"].command(HOST, 1)
    file, disk = command[: command.index("--name=/dev/sda")], command[command.index("--name=/dev/sda") :]
    assert {"--rw=randwrite", "--directory=/var/lib", "--size=200m"} <= set(file)
    assert [word for word in disk if word.startswith("--rw")] == ["--rw=randread"]
    assert "--filename=/dev/sda" in disk


@pytest.mark.parametrize(
    ("part", "ended", "status", "text"),
    [
        (
            "cpu",
            Ended(2, "", "stress-ng: fail: [9] cpu: sqrt is wrong\n"),
            "fail",
            "sqrt is wrong; it computes wrongly",
        ),
        ("memory", Ended(2, "", ""), "fail", "the program ended with status 2; it remembers wrongly"),
        (
            "disk",
            Ended(1, '{"jobs": [{"jobname": "/dev/sda", "error": 5}]}', "I/O error"),
            "fail",
            "/dev/sda cannot be",
        ),
        ("disk", Ended(1, '{"jobs": [{"jobname": "file", "error": 84}]}', "verify"), "fail", "is not what was written"),
        (
            "disk",
            Ended(1, '{"jobs": [{"jobname": "file", "error": 28}]}', "full"),
            "fail",
            "a file cannot be written: full",
        ),
        ("disk", Ended(1, "", "fio: no such file"), "fail", "fio: no such file"),
        ("network", Ended(1, '{"error": "unable to connect"}'), "fail", "nothing goes to 192.0.2.12: unable to"),
        (
            "network",
            Ended(0, '{"end": {"sum_received": {"bits_per_second": 9.4e8}}}'),
            "warn",
            "940 Mbit/s to 192.0.2.12 over a link of 10000",
        ),
    ],
)
def test_what_it_does_not_bear_is_told(part, ended, status, text):
    [(told, words)] = found(part, ended)
    assert told == status
    assert text in words


@pytest.mark.parametrize(
    ("name", "status"), [("throttled", "warn"), ("corrected", "warn"), ("uncorrected", "fail"), ("packets", "fail")]
)
def test_what_the_kernel_counted_meanwhile_is_told(name, status):
    [(told, text)] = found("cpu", FINE["cpu"], **{name: 2})
    assert told == status
    assert "2 " in text
