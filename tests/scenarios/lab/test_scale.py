# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A host joins the cloud, is drained and removed; it joins again and dies. The tests build on one another."""

from __future__ import annotations

import ipaddress
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playbook import REPOSITORY, Run, run_playbook
from servers import answers, wait_for

OF_HOST = "podman ps --all --quiet --filter label=stackwright.cloud="
GUESTS = ("on", "off")


@pytest.fixture(scope="module")
def name(cloud_name) -> str:
    """The host that comes and goes: it runs servers."""
    return f"{cloud_name}-compute2"


@pytest.fixture(scope="module")
def grown(cloud_name, name, tmp_path_factory) -> Iterator[Path]:
    """The cloud's inventory with that host; at the end the host is gone."""
    directory = tmp_path_factory.mktemp("grown") / "inventory"
    shutil.copytree(REPOSITORY / "inventories" / cloud_name, directory)
    inventory = yaml.safe_load((directory / "hosts.yml").read_text())
    last = inventory["all"]["hosts"][f"{cloud_name}-compute"]
    inventory["all"]["hosts"][name] = {key: str(ipaddress.ip_address(address) + 1) for key, address in last.items()}
    inventory["all"]["children"]["compute"]["hosts"][name] = None
    (directory / "hosts.yml").write_text(yaml.safe_dump(inventory))
    yield directory
    assert run_playbook("lab_hosts", cloud_name).passed


@pytest.fixture(scope="module")
def guests(cloud) -> Iterator[None]:
    """Have the servers that the tests make deleted at the end."""
    yield
    for server in [one for one in cloud.compute.servers() if one.name in GUESTS]:
        cloud.compute.delete_server(server)
        cloud.compute.wait_for_delete(server)


def join(grown: Path, name: str) -> None:
    """Deploy the new host."""
    for run in (run_playbook("lab_hosts", str(grown)), run_playbook("site", str(grown), f"--limit {name}")):
        assert run.passed, run.output


def boot(cloud, server: str, host: str):
    """Return a new server on *host*."""
    demo = next(cloud.compute.servers(name="demo"))
    made = cloud.compute.create_server(
        name=server,
        image_id=demo.image.id,
        flavor_id=cloud.compute.find_flavor("tiny").id,
        networks=[{"uuid": cloud.network.find_network("private").id}],
        availability_zone=f"nova:{host}",
    )
    return cloud.compute.wait_for_server(made, wait=240)


def places(cloud) -> dict[str, tuple[str, str]]:
    """Where each of the tests' servers is, and in which state."""
    return {one.name: (one.compute_host, one.status) for one in cloud.compute.servers() if one.name in GUESTS}


def known(cloud) -> set[str]:
    """The hosts that Nova, Placement and OVN know."""
    return {
        *(service.host for service in cloud.compute.services(binary="nova-compute")),
        *(provider.name for provider in cloud.placement.resource_providers()),
        *(agent.host for agent in cloud.network.agents()),
    }


def remove(grown: Path, name: str, options: str = "", **variables: bool) -> Run:
    """Remove the host."""
    return run_playbook("remove", str(grown), f"--limit {name} {options}", remove_confirm="yes", **variables)


def test_host_joins(cloud, grown, name):
    join(grown, name)
    wait_for(lambda: any(one.name == name for one in cloud.compute.hypervisors()), 60, "Nova has the host")


def test_drained_host_has_no_servers_and_takes_none(cloud, cloud_name, grown, guests, name):
    boot(cloud, "on", name)
    stopped = boot(cloud, "off", name)
    cloud.compute.stop_server(stopped)
    cloud.compute.wait_for_server(stopped, status="SHUTOFF", wait=120)

    for options, passed in (("--check", True), ("", True)):
        run = run_playbook("drain", str(grown), f"--limit {name} {options}", drain_reason="new memory")
        assert run.passed == passed, run.output
        assert [result.task for result in run.changed] == ["Close the hosts, and move their servers to others"]
    other = f"{cloud_name}-compute"
    assert places(cloud) == {"on": (other, "ACTIVE"), "off": (other, "SHUTOFF")}
    moves = {one.migration_type: one.status for one in cloud.compute.migrations(host=name)}
    assert moves == {"live-migration": "completed", "migration": "confirmed"}
    assert not run_playbook("drain", str(grown), f"--limit {name}", drain_reason="new memory").changed
    [service] = cloud.compute.services(binary="nova-compute", host=name)
    assert (service.status, service.disabled_reason) == ("disabled", "new memory")

    assert run_playbook("undrain", str(grown), f"--limit {name}").passed
    [service] = cloud.compute.services(binary="nova-compute", host=name)
    assert service.status == "enabled"


def test_removed_host_is_forgotten_and_keeps_its_data(cloud, cloud_name, machine, grown, guests, name, first_server):
    zone = cloud.compute.create_aggregate(name="fast")
    cloud.compute.add_host_to_aggregate(zone, name)
    assert f"{cloud_name}-control holds databases" in remove(grown, f"{cloud_name}-control").output
    run = remove(grown, name)
    assert run.passed, run.output
    assert name not in known(cloud)
    assert cloud.compute.get_aggregate(zone).hosts == []
    cloud.compute.delete_aggregate(zone)
    assert machine.check_output(f"podman exec {name} {OF_HOST}{cloud_name}") == ""
    assert machine.run(f"podman exec {name} test -d /var/lib/stackwright/nova/instances").rc == 0
    assert machine.run(f"podman exec {name} test -e /etc/stackwright").rc != 0
    wait_for(lambda: answers(first_server[1]), 60, "the first server still answers")
    again = remove(grown, name)
    assert (again.passed, again.changed) == (True, [])


def test_dead_host_is_removed_when_that_is_said(cloud, cloud_name, machine, grown, guests, name):
    join(grown, name)
    for server in [one for one in cloud.compute.servers() if one.name in GUESTS]:
        cloud.compute.delete_server(server)
        cloud.compute.wait_for_delete(server)
    wait_for(lambda: any(one.name == name for one in cloud.compute.hypervisors()), 60, "Nova has the host")
    boot(cloud, "on", name)
    machine.check_output(f"podman kill {name}")
    assert "say -e remove_dead=true" in remove(grown, name).output
    assert f"Nova hears from {name}" in remove(grown, name, remove_dead=True).output
    wait_for(lambda: _state(cloud, name) == "down", 120, "Nova misses the host")
    run = remove(grown, name, remove_dead=True)
    assert run.passed, run.output
    assert places(cloud) == {"on": (f"{cloud_name}-compute", "ACTIVE")}
    assert name not in known(cloud)


def _state(cloud, name: str) -> str:
    [service] = cloud.compute.services(binary="nova-compute", host=name)
    return service.state
