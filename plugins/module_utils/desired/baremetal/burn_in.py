# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The burn-in of a host: how each part of it is kept busy, and what is found by that."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.validations import (
    Finding,
    fail,
    warn,
)

MIB = 2**20
# Of what is free: enough to meet every part of it, and to leave the host alive.
SHARE_OF_MEMORY, SHARE_OF_DISK = 0.8, 0.1
SMALLEST_FILE, LARGEST_FILE = 16 * MIB, 4096 * MIB
# Below this share of its speed a link has a fault, or company.
SHARE_OF_LINK = 0.8


@dataclass(frozen=True)
class Host:
    """What a burn-in has to know of a host; *speed* is that of the link to *peer* in Mbit/s, None if nobody knows."""

    cpus: int
    free_memory: int
    free_disk: int
    directory: str
    disks: tuple[str, ...] = ()
    peer: str = ""
    speed: int | None = None


@dataclass(frozen=True)
class Ended:
    """How a program ended: its exit status and what it printed."""

    status: int
    output: str
    errors: str = ""


@dataclass(frozen=True)
class Part:
    """A part of a host: the command that keeps it busy for some seconds, and the findings in what it ended with."""

    name: str
    command: Callable[[Host, int], list[str]]
    judge: Callable[[Host, Ended], Iterator[Finding]]


def _cpu(_host: Host, seconds: int) -> list[str]:
    return ["stress-ng", "--cpu=0", "--cpu-method=all", "--verify", f"--timeout={seconds}s"]


def _memory(host: Host, seconds: int) -> list[str]:
    each = int(host.free_memory * SHARE_OF_MEMORY) // host.cpus
    return [
        "stress-ng",
        f"--vm={host.cpus}",
        f"--vm-bytes={each}",
        "--vm-method=all",
        "--verify",
        f"--timeout={seconds}s",
    ]


def _disk(host: Host, seconds: int) -> list[str]:
    """Return fio with a job that writes and reads back a file, and one for each disk that reads it anywhere."""
    common = ["--direct=1", "--time_based", f"--runtime={seconds}", "--bs=256k"]
    command = ["fio", "--output-format=json", "--name=file", *common, f"--directory={host.directory}"]
    command += [
        f"--size={_file_size(host) // MIB}m",
        "--rw=randwrite",
        "--verify=crc32c",
        "--verify_backlog=256",
        "--unlink=1",
    ]
    for disk in host.disks:
        command += [f"--name={disk}", *common, f"--filename={disk}", "--rw=randread"]
    return command


def _file_size(host: Host) -> int:
    return min(int(host.free_disk * SHARE_OF_DISK), LARGEST_FILE)


def _network(host: Host, seconds: int) -> list[str]:
    return ["iperf3", f"--client={host.peer}", f"--time={seconds}", "--json"]


def _stressed(advice: str) -> Callable[[Host, Ended], Iterator[Finding]]:
    def judge(_host: Host, ended: Ended) -> Iterator[Finding]:
        if ended.status:
            yield fail(f"{_last_line(ended)}; {advice}")

    return judge


def _written(_host: Host, ended: Ended) -> Iterator[Finding]:
    wrong = {job["jobname"]: job["error"] for job in _told(ended).get("jobs", []) if job["error"]}
    for name, error in wrong.items():
        what = f"{name} cannot be read everywhere"
        if name == "file":
            what = "what is read is not what was written" if error == errno.EILSEQ else "a file cannot be written"
        yield fail(f"{what}: {_last_line(ended)}; replace the disk")
    if ended.status and not wrong:
        yield fail(f"{_last_line(ended)}; see whether the disks are there")


def _sent(host: Host, ended: Ended) -> Iterator[Finding]:
    told = _told(ended)
    if ended.status or "end" not in told:
        reason = told.get("error") or _last_line(ended)
        yield fail(f"nothing goes to {host.peer}: {reason}; see whether that host is up and its port 5201 open")
        return
    rate = told["end"]["sum_received"]["bits_per_second"] / 10**6
    if host.speed and rate < host.speed * SHARE_OF_LINK:
        yield warn(f"{rate:.0f} Mbit/s to {host.peer} over a link of {host.speed}; look at cable, switch and MTU")


# In this order: hosts begin at the same time, and need each other for traffic alone.
PARTS = {
    part.name: part
    for part in (
        Part("network", _network, _sent),
        Part("cpu", _cpu, _stressed("it computes wrongly; replace CPU or board")),
        Part("memory", _memory, _stressed("it remembers wrongly; replace its memory")),
        Part("disk", _disk, _written),
    )
}


def obstacle(part: Part, host: Host) -> Finding | None:
    """Return why *part* cannot be kept busy, None where it can."""
    if part.name == "network" and not host.peer:
        return warn("there is no other host to send to; burn in several at once")
    if part.name == "disk" and _file_size(host) < SMALLEST_FILE:
        return fail(
            f"{host.free_disk // MIB} MiB are free in {host.directory}; make room, or see whether the disk is there"
        )
    return None


# What the kernel counts, and what it means that it counted more during a burn-in.
COUNTERS: dict[str, Callable[[int], Finding]] = {
    "throttled": lambda count: warn(f"its CPUs were slowed down {count} times by heat; look at fans and airflow"),
    "corrected": lambda count: warn(f"{count} errors of memory were corrected; have the module replaced"),
    "uncorrected": lambda count: fail(f"{count} errors of memory could not be corrected; replace the module"),
    "packets": lambda count: fail(f"its cards counted {count} broken packets; replace cable or transceiver"),
}


def findings(
    part: Part, host: Host, ended: Ended, before: Mapping[str, int], after: Mapping[str, int]
) -> list[Finding]:
    """Return what the burn-in of *part* found; *before* and *after* are what the kernel counted of COUNTERS."""
    more = {name: after.get(name, 0) - before.get(name, 0) for name in COUNTERS}
    return [*part.judge(host, ended), *(COUNTERS[name](count) for name, count in more.items() if count > 0)]


def _told(ended: Ended) -> dict[str, Any]:
    """Return what the program told as JSON; some say more before it."""
    try:
        told = json.loads(ended.output[ended.output.index("{") :])
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _last_line(ended: Ended) -> str:
    text = ended.errors.strip() or ended.output.strip()
    return text.splitlines()[-1].strip() if text else f"the program ended with status {ended.status}"
