# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Which queues were made for processes on a host; the names are those of a broker of a running cloud."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.rabbitmq import Queue, queues_of

OF_HOST = [
    Queue("nova", "compute-alt.lab-compute"),
    Queue("nova", "compute.lab-compute"),
    Queue("nova", "reply_lab-compute:nova_compute:1"),
]
OTHERS = [
    Queue("nova", name)
    for name in (
        "compute",
        "compute_fanout",
        "compute.lab-compute2",
        "compute.rack1.lab-compute",
        "scheduler.lab-control",
        "reply_lab-compute2:nova_compute:1",
    )
]


def test_queues_of_a_host_are_those_for_calls_to_it_and_for_replies():
    assert queues_of(["lab-compute"], [*OTHERS, *reversed(OF_HOST)]) == OF_HOST


def test_host_without_processes_has_none():
    assert queues_of(["lab-gateway"], [*OF_HOST, *OTHERS]) == []
