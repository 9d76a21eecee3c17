# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import threading
import time

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.baremetal_board import Board
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import CloudError

IDLE = {"provision_state": "manageable", "reservation": None, "target_power_state": None}


def test_node_is_waited_for_until_it_is_idle():
    seen = iter([{"one": {**IDLE, "provision_state": "cleaning"}}, {"one": {**IDLE, "reservation": "conductor"}}])
    with Board(lambda: next(seen, {"one": IDLE})) as board:
        assert board.settled("one", 10) == IDLE


def test_time_that_is_over_ends_the_waiting():
    with Board(lambda: {"one": {**IDLE, "provision_state": "cleaning"}}) as board:
        assert board.settled("one", 0.1) is None


def test_node_that_is_gone_is_told():
    with Board(dict) as board, pytest.raises(CloudError, match="somebody deleted it"):
        board.settled("one", 10)


def test_many_who_wait_do_not_make_it_look_without_pause():
    looks = []

    def look():
        looks.append(time.monotonic())
        return {"one": {**IDLE, "state": len(looks)}}

    def wait_again_and_again(board):
        for _turn in range(3):
            board.settled("one", 10)

    with Board(look) as board:
        waiters = [threading.Thread(target=wait_again_and_again, args=[board]) for _number in range(20)]
        for waiter in waiters:
            waiter.start()
            time.sleep(0.01)
        for waiter in waiters:
            waiter.join()
    assert all(later - earlier > 0.2 for earlier, later in zip(looks, looks[1:]))
