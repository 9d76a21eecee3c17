# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Measures what further hosts cost the controller in a run without changes, beside kolla-ansible's genconfig.

The first host is a whole cloud, the others are compute nodes more. Playbook, inventory, rendering, payloads and
Ansible's own ssh plugin are real. Faked are the hosts: in place of ssh, a small program takes what is sent and answers
as a host that is as it should be. So there is no modules' own time, no network and no encryption, and the steps that
ask the cloud's APIs, which are the same for any number of hosts, are left out: what is measured is the controller.

kolla-ansible, in an environment of its own, writes the files of as many hosts on this machine, a directory for each.
What their side of it takes is counted apart, so that CPU is the controller's here too.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import fake_hosts
import kolla
from figures import Figure, store
from measure import Timing, timed

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / ".collections"))
SIZES = (1, 10, 50, 100)
# A hundred hosts would take the rival two hours.
RIVAL_SIZES = (1, 10)
SITE = ["ansible-playbook", "stackwright.cloud.site", "--skip-tags", "catalogue,verify"]
WALL, WALL_OF_A_HOST = 8.0, 1.06
CPU, CPU_OF_A_HOST = 6.0, 0.6
TASKS_OF_A_HOST = 15
RATIO = 15
SLOWEST = 5


def unchanged(count: int) -> tuple[Timing, list[str]]:
    """Return the second run over *count* hosts, and its slowest tasks as lines."""
    from ansible_collections.stackwright.cloud.plugins.plugin_utils.timeline import figures, store

    with tempfile.TemporaryDirectory() as scratch:
        directory = Path(scratch)
        environment = {
            **fake_hosts.make(directory, count),
            "STACKWRIGHT_TIMELINE_DIRECTORY": str(directory / "timeline"),
            "STACKWRIGHT_PROGRESS_DIRECTORY": str(directory / "progress"),
        }
        timed(SITE, environment)  # makes secrets and certificates
        fake_hosts.finish_jobs(directory)
        timing = timed(SITE, environment)
        newest = max(directory.glob("timeline/*.jsonl"))
        tasks = figures.slowest(store.load(str(newest)), SLOWEST)
    if timing.changed:
        raise SystemExit(f"A run that should change nothing did:\n{timing.output[-4000:]}")
    return timing, [f"{count:>5} hosts  {task.seconds:6.1f} s  {task.name}" for task in tasks]


def figures_of(timings: dict[int, Timing], rival: dict[int, Timing]) -> list[Figure]:
    """Return the figures of runs over so many hosts, ours and the rival's."""
    found = []
    for count, timing in timings.items():
        hosts = f"{count} host{'s' * (count > 1)}"
        found.append(Figure(f"{hosts}, wall", timing.wall, "s", WALL + WALL_OF_A_HOST * (count - 1)))
        found.append(Figure(f"{hosts}, CPU", timing.cpu, "s", CPU + CPU_OF_A_HOST * (count - 1)))
        if count in rival:
            theirs = rival[count]
            others = f"kolla-ansible genconfig: {theirs.cpu:.0f} s, {theirs.cpu / timing.cpu:.1f} times as much"
            found.append(Figure(f"{hosts}, of kolla's CPU", 100 * timing.cpu / theirs.cpu, "%", 100 / RATIO, others))
    return found + (slopes(timings, rival) if len(timings) > 1 else [])


def slopes(timings: dict[int, Timing], rival: dict[int, Timing]) -> list[Figure]:
    """Return what one host more costs, between the smallest run and the largest."""
    cpu, tasks = _slope(timings)
    others = ["", ""]
    if len(rival) > 1:
        their_cpu, their_tasks = _slope(rival)
        others = [f"kolla-ansible genconfig: {their_cpu:.1f} s", f"kolla-ansible genconfig: {their_tasks:.0f}"]
    return [
        Figure("a host more, CPU", cpu, "s", CPU_OF_A_HOST, others[0]),
        Figure("a host more, tasks", tasks, "", TASKS_OF_A_HOST, others[1]),
    ]


def _slope(timings: dict[int, Timing]) -> tuple[float, float]:
    least, most = min(timings), max(timings)
    more = max(most - least, 1)
    few, many = timings[least], timings[most]
    return (many.cpu - few.cpu) / more, (many.tasks - few.tasks) / more


def main() -> None:
    """Measure, store and show."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hosts", type=int, nargs="+", default=SIZES, metavar="N", help="how many hosts")
    parser.add_argument(
        "--rival-hosts", type=int, nargs="*", default=RIVAL_SIZES, metavar="N", help="the same for kolla"
    )
    arguments = parser.parse_args()
    os.environ.setdefault("ANSIBLE_CONFIG", str(REPOSITORY / "ansible.cfg"))
    os.environ.setdefault("ANSIBLE_COLLECTIONS_PATH", str(REPOSITORY / ".collections"))
    runs = {count: unchanged(count) for count in arguments.hosts}
    rival = {count: kolla.unchanged(count) for count in arguments.rival_hosts}
    figures = figures_of({count: timing for count, (timing, _slowest) in runs.items()}, rival)
    slowest = [line for _timing, lines in runs.values() for line in lines]
    print("\n".join([store("scale", figures, slowest=slowest), "", "Where the time goes", *slowest]))


if __name__ == "__main__":
    main()
