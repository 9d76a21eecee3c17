# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A host joins the cloud, is drained and handed back; it joins again and dies. The tests build on one another."""

from __future__ import annotations

import ipaddress
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import standalone_ironic
import yaml
from node_runs import NodeRuns, fake
from playbook import REPOSITORY, Run, run_playbook
from servers import answers, wait_for

OF_HOST = "podman ps --all --quiet --filter label=stackwright.cloud="
GUESTS = ("on", "off", "last")
MOVE_ROUTERS = "Have the routers of gateways go to other gateways"
MOVE_SERVERS = "Close the hosts, and move their servers to others"


@pytest.fixture(scope="module")
def name(cloud_name) -> str:
    """The host that comes and goes: it runs servers, and is a gateway."""
    return f"{cloud_name}-compute2"


@pytest.fixture(scope="module")
def grown(cloud_name, name, tmp_path_factory) -> Iterator[Path]:
    """The cloud's inventory with that host; at the end the host is gone."""
    directory = tmp_path_factory.mktemp("grown") / "inventory"
    shutil.copytree(REPOSITORY / "inventories" / cloud_name, directory)
    inventory = yaml.safe_load((directory / "hosts.yml").read_text())
    last = inventory["all"]["hosts"][f"{cloud_name}-compute"]
    inventory["all"]["hosts"][name] = {key: str(ipaddress.ip_address(address) + 1) for key, address in last.items()}
    for group in ("compute", "network"):
        inventory["all"]["children"][group]["hosts"][name] = None
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


@pytest.fixture(scope="module")
def machines(name, tmp_path_factory) -> Iterator[NodeRuns]:
    """An undercloud, a real Ironic, in which the host's machine runs."""
    with standalone_ironic.running(tmp_path_factory.mktemp("ironic"), "http_basic") as ironic:
        runs = NodeRuns(ironic)
        runs.brought(fake(name))
        yield runs


@pytest.fixture
def hand_back(machines, tmp_path) -> dict[str, bool | str]:
    """The variables by which a removed host goes back to that undercloud."""
    clouds = tmp_path / "clouds.yaml"
    clouds.write_text(yaml.safe_dump({"clouds": {"undercloud": machines.ironic.login}}))
    return {"remove_hand_back": True, "remove_undercloud_clouds_file": str(clouds)}


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


def queues(control) -> str:
    """The names of Nova's queues."""
    return control.check_output("podman exec rabbitmq rabbitmqctl list_queues --quiet --vhost nova name")


def gateway(cloud) -> str:
    """The host that has the router."""
    [port] = cloud.network.ports(device_owner="network:router_gateway")
    return port.binding_host_id


def wait_for_gateway(cloud, host: str, address: str) -> None:
    """Wait until *host* has the router, and what is behind it answers at *address*."""
    wait_for(lambda: gateway(cloud) == host, 20, f"{host} has the router")
    wait_for(lambda: answers(address), 20, "the first server answers")


def remove(grown: Path, name: str, options: str = "", **variables: bool | str) -> Run:
    """Remove the host."""
    return run_playbook("remove", str(grown), f"--limit {name} {options}", remove_confirm="yes", **variables)


def test_host_joins(cloud, grown, name):
    join(grown, name)
    wait_for(lambda: any(one.name == name for one in cloud.compute.hypervisors()), 60, "Nova has the host")


def test_router_leaves_a_drained_gateway_but_not_the_last(cloud, cloud_name, grown, name, first_server):
    control = f"{cloud_name}-control"
    assert gateway(cloud) == control
    for options in ("--check", ""):
        run = run_playbook("drain", str(grown), f"--limit {control} {options}")
        assert run.passed, run.output
        assert [result.task for result in run.changed] == [MOVE_ROUTERS]
        assert f"router {cloud.network.find_router('demo').name} " in str(run.changed[0].changes)
    wait_for_gateway(cloud, name, first_server[1])
    assert not run_playbook("drain", str(grown), f"--limit {control}").changed

    last = run_playbook("drain", str(grown), f"--limit {name}")
    assert (last.passed, last.changed) == (False, [])
    assert f"no gateway would take the routers of {name}" in last.output
    assert [result.host for result in run_playbook("undrain", str(grown), f"--limit {control}").changed] == [control]
    wait_for_gateway(cloud, name, first_server[1])


def test_drained_host_has_no_servers_and_takes_none(cloud, cloud_name, grown, guests, name, first_server):
    boot(cloud, "on", name)
    stopped = boot(cloud, "off", name)
    cloud.compute.stop_server(stopped)
    cloud.compute.wait_for_server(stopped, status="SHUTOFF", wait=120)

    for options, passed in (("--check", True), ("", True)):
        run = run_playbook("drain", str(grown), f"--limit {name} {options}", drain_reason="new memory")
        assert run.passed == passed, run.output
        assert [result.task for result in run.changed] == [MOVE_ROUTERS, MOVE_SERVERS]
    wait_for_gateway(cloud, f"{cloud_name}-control", first_server[1])
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


def test_removed_host_is_handed_back(
    cloud, cloud_name, machine, control, grown, guests, name, machines, hand_back, first_server
):
    boot(cloud, "last", name)
    assert f"compute.{name}" in queues(control)
    zone = cloud.compute.create_aggregate(name="fast")
    cloud.compute.add_host_to_aggregate(zone, name)
    assert f"{cloud_name}-control holds databases" in remove(grown, f"{cloud_name}-control").output
    run = remove(grown, name, **hand_back)
    assert run.passed, run.output
    assert machines.states() == {name: "available"}
    assert places(cloud)["last"] == (f"{cloud_name}-compute", "ACTIVE")
    assert name not in known(cloud)
    assert name not in queues(control)
    assert cloud.compute.get_aggregate(zone).hosts == []
    cloud.compute.delete_aggregate(zone)
    assert machine.check_output(f"podman exec {name} {OF_HOST}{cloud_name}") == ""
    assert machine.run(f"podman exec {name} test -d /var/lib/stackwright/nova/instances").rc == 0
    assert machine.run(f"podman exec {name} test -e /etc/stackwright").rc != 0
    wait_for(lambda: answers(first_server[1]), 60, "the first server still answers")
    again = remove(grown, name, **hand_back)
    assert (again.passed, again.changed) == (True, [])


def test_dead_host_is_removed_when_that_is_said(cloud, cloud_name, machine, grown, guests, name, first_server):
    join(grown, name)
    for server in [one for one in cloud.compute.servers() if one.name in GUESTS]:
        cloud.compute.delete_server(server)
        cloud.compute.wait_for_delete(server)
    wait_for(lambda: any(one.name == name for one in cloud.compute.hypervisors()), 60, "Nova has the host")
    boot(cloud, "on", name)
    for verb in ("drain", "undrain"):
        assert run_playbook(verb, str(grown), f"--limit {cloud_name}-control").passed
    wait_for_gateway(cloud, name, first_server[1])
    machine.check_output(f"podman kill {name}")
    wait_for_gateway(cloud, f"{cloud_name}-control", first_server[1])
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
