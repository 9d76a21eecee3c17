# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Measures a cloud on this machine from nothing and stores the figures in bench/results as JSON and text.

Removes the cloud of inventories/aio and its images first, and leaves a new one.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time

import measure
from figures import Figure, store

CLOUD = "aio"
CALM = 60  # seconds until the first work of new containers is done
GIB, GB = 2**30, 10**9


def images() -> list[Figure]:
    """Measure the build of all images from nothing."""
    built = measure.playbook("site", "--tags", "images,host")
    return [
        Figure("images built from nothing", built.wall / 60, "min", 8),
        Figure("images on disk", measure.disk_of_images() / GB, "GB", 2.5),
    ]


def deployment() -> list[Figure]:
    """Measure the deployment, images present, to the first server."""
    return [
        Figure(
            "images present to first server ACTIVE",
            measure.playbook("site", "stackwright.cloud.demo").wall / 60,
            "min",
            4,
        )
    ]


def repetition(runs: int = 3) -> list[Figure]:
    """Measure runs that change nothing: the median of *runs*."""
    timings = [measure.playbook("site") for _run in range(runs)]
    if any(timing.changed for timing in timings):
        raise SystemExit(f"A run that should change nothing did:\n{timings[-1].output[-4000:]}")
    calls = measure.module_calls(measure.playbook("site", "-vvv").output)
    genconfig = "kolla-ansible genconfig, without nova: "
    return [
        Figure("run without changes, wall", statistics.median(t.wall for t in timings), "s", 8, genconfig + "59 s"),
        Figure("run without changes, CPU", statistics.median(t.cpu for t in timings), "s", 6, genconfig + "60 s"),
        Figure("run without changes, tasks", timings[0].tasks, "", 30, genconfig + "104; reconfigure 309"),
        Figure("run without changes, module calls per host", calls, "", 30),
    ]


def change(file: str, containers: str) -> Figure:
    """Measure a change of one of Nova's options, in its *file*, until all *containers* that have it are healthy."""
    time.sleep(CALM)  # a program that has only just started takes longer to stop
    options = {"nova_config": {file: {"DEFAULT": {"report_interval": 11}}}, "stackwright_only": "nova"}
    changed = measure.playbook("site", "--tags", "services", "--extra-vars", json.dumps(options))
    measure.playbook("site", "--tags", "services", "--extra-vars", "stackwright_only=nova")
    return Figure(f"one option of {file}, {containers}", changed.wall, "s", 20)


def rest() -> tuple[Figure, dict[str, int]]:
    """Measure the memory of the cloud at rest, in all and by container."""
    by_container = measure.memory(CLOUD)
    return Figure("memory at rest", sum(by_container.values()) / GIB, "GiB", 5), by_container


def main() -> None:
    """Measure all of it, or what needs no new cloud."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--running", action="store_true", help="measure only the cloud that runs; build and deploy nothing"
    )
    figures: list[Figure] = []
    if not parser.parse_args().running:
        measure.playbook("destroy", "--extra-vars", "stackwright_destroy_confirm=yes")
        figures += images() + deployment()
        time.sleep(CALM)
    memory, by_container = rest()
    figures += [*repetition(), change("nova-compute.conf", "one container"), change("nova.conf", "six"), memory]
    print(store("aio", figures, images=measure.image_sizes(), memory=by_container))


if __name__ == "__main__":
    main()
