# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A cloud whose controller and compute node are hosts of their own, with systemd. The tests build on one another."""

from __future__ import annotations

import json

import pytest
from playbook import run_playbook
from servers import answers, wait_for

BOOT_ID = "/proc/sys/kernel/random/boot_id"
BROKEN = {"placement_config": {"placement.conf": {"placement_database": {"connection": "nonsense://"}}}}
CONTAINERS = "podman ps --all --filter label=stackwright.cloud=lab --format json"


def containers(host) -> dict[str, dict]:
    """The cloud's containers on *host*, by name."""
    return {item["Names"][0]: item for item in json.loads(host.check_output(CONTAINERS))}


def units(host) -> dict[str, str]:
    """The state of each of the cloud's units on *host*, by the container's name."""
    lines = host.check_output("systemctl list-units --all --plain --no-legend 'stackwright-*.service'").splitlines()
    rows = [line.split() for line in lines]
    # What a container waits for on other hosts is listed as not found.
    return {row[0][len("stackwright-") : -len(".service")]: row[2] for row in rows if row[1] == "loaded"}


def runs(hosts, names: dict[str, set]) -> bool:
    """Tell whether all units of all hosts, *names* by host, are active."""
    return all(units(hosts[host]) == dict.fromkeys(expected, "active") for host, expected in names.items())


def boot(host) -> str:
    """Which boot of *host* this is; empty while it cannot be reached."""
    try:
        return host.check_output(f"cat {BOOT_ID}")
    except RuntimeError:
        return ""


def restart(host) -> None:
    """Restart *host* as its administrator would, and wait until it is reached again."""
    before = boot(host)
    host.run("systemd-run --on-active=1 systemctl reboot")
    wait_for(lambda: boot(host) not in ("", before), 120, "the host boots")


@pytest.fixture(scope="module")
def expected(hosts) -> dict[str, set]:
    """The names of the containers of each host, as they were deployed."""
    return {name: set(containers(host)) for name, host in hosts.items()}


def test_every_container_is_kept_by_a_unit_of_systemd(hosts, expected):
    for name, host in hosts.items():
        assert units(host) == dict.fromkeys(expected[name], "active")
        for container in expected[name]:
            assert host.file(f"/etc/containers/systemd/stackwright-{container}.container").exists
    assert "nova_compute" in expected["lab-compute"] - expected["lab-control"]
    assert "nova_api" in expected["lab-control"] - expected["lab-compute"]


def test_first_server_runs_on_the_compute_node_and_answers_through_the_controller(cloud, hosts, first_server):
    server, address = first_server
    assert (server.status, server.compute_host) == ("ACTIVE", "lab-compute")
    assert "guest=instance-" in hosts["lab-compute"].check_output("ps -eo args")
    assert "guest=instance-" not in hosts["lab-control"].check_output("ps -eo args")
    assert answers(address)


def test_second_run_changes_nothing(hosts, cloud_name):
    before = {name: {key: item["StartedAt"] for key, item in containers(host).items()} for name, host in hosts.items()}
    for playbook in ("lab_hosts", "site", "demo"):
        run = run_playbook(playbook, cloud_name)
        assert run.passed, run.output
        assert [(result.host, result.task, result.changes) for result in run.changed] == []
    after = {name: {key: item["StartedAt"] for key, item in containers(host).items()} for name, host in hosts.items()}
    assert after == before


def test_failed_change_puts_the_old_unit_back(hosts, cloud_name):
    host, unit = hosts["lab-control"], "/etc/containers/systemd/stackwright-placement_api.container"
    before = host.file(unit).content_string
    failed = run_playbook("site", cloud_name, **BROKEN)
    assert not failed.passed
    assert "nonsense" in failed.output, "the log of the new container is shown"
    assert host.file(unit).content_string == before
    assert units(host)["placement_api"] == "active"


def test_compute_node_comes_back_from_a_restart(cloud, hosts, expected, first_server):
    server, address = first_server
    restart(hosts["lab-compute"])
    wait_for(lambda: runs(hosts, expected), 300, "every container runs again")
    wait_for(lambda: cloud.compute.get_server(server).status == "SHUTOFF", 180, "the cloud sees that the server is off")
    wait_for(lambda: all(item.state == "up" for item in cloud.compute.services()), 120, "the services are up")
    cloud.compute.start_server(server)
    wait_for(lambda: answers(address), 180, "the server answers again")


def test_controller_comes_back_from_a_restart(cloud, cloud_name, hosts, expected, first_server):
    restart(hosts["lab-control"])
    wait_for(lambda: runs(hosts, expected), 300, "every container runs again")
    wait_for(lambda: answers(first_server[1]), 180, "the server answers again")
    wait_for(lambda: run_playbook("site", cloud_name, "--tags verify").passed, 300, "the cloud verifies")
    repeated = run_playbook("site", cloud_name)
    assert repeated.passed, repeated.output
    assert [(result.host, result.task, result.changes) for result in repeated.changed] == []
