# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Machines that do not exist go all the way, which shows API, conductor, database and JSON-RPC at work."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

COUNT = 10


@pytest.fixture(scope="module")
def nodes(bare_metal):
    made = [bare_metal.create_node(driver="fake-hardware", name=f"fake-{number}") for number in range(COUNT)]
    yield made
    for node in made:
        bare_metal.set_node_maintenance(node)
        bare_metal.delete_node(node)


def test_fake_machines_are_deployed(bare_metal, nodes):
    def deploy(node) -> str:
        for target in ("manage", "provide"):
            bare_metal.set_node_provision_state(node, target, wait=True, timeout=120)
        bare_metal.update_node(
            node, instance_info={"image_source": "https://images.example/none", "image_checksum": "0"}
        )
        return bare_metal.set_node_provision_state(node, "active", wait=True, timeout=120).provision_state

    with ThreadPoolExecutor(max_workers=8) as pool:
        assert list(pool.map(deploy, nodes)) == ["active"] * COUNT
