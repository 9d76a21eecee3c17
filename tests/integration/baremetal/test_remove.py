# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Hosts leave a cloud, and their machines go back to a real Ironic, in one run of the playbook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stub_cloud
import yaml
from node_runs import NodeRuns, fake
from playbook import Run, run_playbook
from stub_cloud import StubCloud

HOSTS = ("compute1", "compute2")


@pytest.fixture
def cloud() -> Iterator[StubCloud]:
    """A cloud whose hosts have a server each, and are off."""
    with stub_cloud.running() as made:
        for host in HOSTS:
            service = {"host": host, "state": "down", "status": "enabled", "disabled_reason": None}
            made.add("services_of_nova", service)
            made.add("agents", {"host": host, "binary": "ovn-controller"})
            place = {"OS-EXT-SRV-ATTR:host": host, "OS-EXT-STS:task_state": None}
            made.add("servers", {"name": f"on-{host}", "status": "ACTIVE", **place})
        yield made


class Removal:
    """Runs of the playbook in that cloud, whose undercloud is a real Ironic."""

    def __init__(self, directory: Path, cloud: StubCloud, undercloud: dict[str, Any]) -> None:
        """Keep the inventory and how to log in to both in *directory*."""
        self.directory = directory
        variables = {"stackwright_cloud": "swtest", "stackwright_directory": str(directory)}
        hosts = {host: {"ansible_host": "192.0.2.1"} for host in HOSTS}
        self._write("hosts.yml", {"all": {"vars": variables, "children": {"compute": {"hosts": hosts}}}})
        self._write("clouds.yaml", {"clouds": {"swtest": stub_cloud.login(cloud)}})
        self._write("undercloud.yaml", {"clouds": {"undercloud": undercloud}})

    def _write(self, name: str, content: dict[str, Any]) -> None:
        (self.directory / name).write_text(yaml.safe_dump(content))

    def run(self, host: str, options: str = "") -> Run:
        """Remove *host*, which is off for good, and hand its machine back."""
        return run_playbook(
            "remove",
            str(self.directory / "hosts.yml"),
            f"--limit {host} {options}",
            remove_confirm="yes",
            remove_dead=True,
            remove_hand_back=True,
            remove_undercloud_clouds_file=str(self.directory / "undercloud.yaml"),
        )


@pytest.fixture
def removal(runs: NodeRuns, cloud: StubCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Removal:
    """Removal of hosts, with machines of the same names that run."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("STACKWRIGHT_TIMELINE_DIRECTORY", str(tmp_path / "timeline"))
    runs.brought(*(fake(host, roles=["compute"]) for host in HOSTS))
    return Removal(tmp_path, cloud, runs.ironic.login)


def history(runs: NodeRuns, name: str) -> list[str]:
    """Return the provision states and the cleaning of a node, in the words of the conductor's log."""
    told = rf'Node {runs.node(name)["uuid"]} (?:moved to provision state "([^"]+)"|(finished clean step))'
    return [state or step for state, step in re.findall(told, runs.ironic.log.read_text())]


def test_machine_of_a_removed_host_is_cleaned_and_available(removal, runs, cloud):
    before = len(history(runs, "compute1"))
    run = removal.run("compute1")
    assert run.passed, run.output
    assert history(runs, "compute1")[before:] == ["deleting", "cleaning", "finished clean step", "available"]
    assert runs.states() == {"compute1": "available", "compute2": "active"}
    assert runs.node("compute1")["extra"]["stackwright"]["roles"] == ["compute"]
    assert cloud.done == ["evacuate"]
    assert [service["host"] for service in cloud.all("services_of_nova")] == ["compute2"]


def test_machine_stays_handed_back(removal, runs):
    removal.run("compute1")
    before = history(runs, "compute1")
    again = removal.run("compute1")
    assert again.passed, again.output
    assert again.changed == []
    assert history(runs, "compute1") == before


def test_check_mode_tells_and_changes_nothing(removal, runs, cloud):
    run = removal.run("compute1", "--check --diff")
    assert run.passed, run.output
    handed = [one for one in run.changed if one.module == "baremetal_nodes"]
    assert [change["steps"] for change in handed[-1].result["changes"]] == [["undeploy"]]
    assert runs.states() == dict.fromkeys(HOSTS, "active")
    assert cloud.done == []


def test_nothing_is_removed_where_the_undercloud_has_no_such_machine(removal, runs, cloud):
    runs.brought(fake("compute1"), nodes=["compute1"], state="absent", undeploy=True)
    run = removal.run("compute1")
    assert not run.passed
    assert "nodes has 'compute1', which is unknown" in run.output
    assert cloud.done == []
    assert len(cloud.all("services_of_nova")) == len(HOSTS)
