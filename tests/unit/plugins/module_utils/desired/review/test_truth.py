# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Any edit of a cloud: what the plan says, done and nothing else, makes the cloud what it should be."""

from __future__ import annotations

import copy
import functools
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.container import desired_container, digest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.plan import plan
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.review.merge import Outcome, merged
from hypothesis import given, settings
from hypothesis import strategies as st

HOSTS = ("control1", "compute1", "compute2")
# Containers by service: the group that runs each, and the file that it has.
SERVICES: dict[str, dict[str, str]] = {
    "memcached": {"memcached": "control"},
    "placement": {"placement_api": "control"},
    "nova": {"nova_api": "control", "nova_conductor": "control", "nova_compute": "compute"},
    "ovn": {"ovn_controller": "compute"},
}
CONTAINERS = tuple(name for containers in SERVICES.values() for name in containers)


def file_of(container: str) -> str:
    return f"/etc/{container}.conf"


@dataclass
class Inventory:
    """What an operator writes: which services, which images, which options, which hosts in which groups."""

    services: set[str] = field(default_factory=lambda: set(SERVICES))
    images: dict[str, str] = field(default_factory=lambda: dict.fromkeys(("memcached", "openstack", "ovn"), "image:1"))
    options: dict[str, int] = field(default_factory=dict)
    groups: dict[str, set[str]] = field(
        default_factory=lambda: {"control": {"control1"}, "compute": {"compute1", "compute2"}}
    )

    def desired(self, host: str) -> list[dict[str, Any]]:
        """Return what *host* should run."""
        return [
            self._container(service, name)
            for service in SERVICES
            if service in self.services
            for name, group in SERVICES[service].items()
            if host in self.groups[group]
        ]

    def _container(self, service: str, name: str) -> dict[str, Any]:
        text = f"[DEFAULT]\nworkers = {self.options.get(service, 1)}\n"
        image = service if service in self.images else "openstack"
        definition = {
            "phase": "services",
            "image": image,
            "user": "root",
            "command": [name],
            "files": {file_of(name): {"content": text}},
        }
        return dict(desired_container(name, service, definition, self.images, {"root": 0}, "", _no_template))


class Host:
    """A host that does what it is told: containers, each with its files on disk, and how often each was started."""

    def __init__(self) -> None:
        self.containers: dict[str, dict[str, Any]] = {}
        self.disk: dict[str, dict[str, str]] = {}
        self.starts: dict[str, int] = {}

    def drift(self, desired: list[dict[str, Any]]) -> dict[str, Any]:
        """Return what on disk is not as *desired* has it, as the engine tells it."""
        found = {}
        for item in desired:
            name = item["specification"]["name"]
            targets = [
                target for target, text in item["contents"].items() if self.disk.get(name, {}).get(target) != text
            ]
            if targets:
                found[name] = {
                    "reasons": [f"file {target} was changed on disk" for target in targets],
                    "files": targets,
                }
        return found

    def carry_out(self, change: dict[str, Any], desired: dict[str, dict[str, Any]]) -> None:
        """Do what one *change* of a plan says; the only thing that it does not say is the files' content."""
        name = change["name"]
        if change["action"] == "remove":
            del self.containers[name], self.disk[name]
            return
        if change["action"] in ("create", "replace"):
            assert change["specification"] == digest(desired[name]["specification"]), "the plan says which"
            self.containers[name] = {"name": name, "specification": desired[name]["specification"]}
        if change["action"] != "start":
            self.disk[name] = dict(desired[name]["contents"])
        self.containers[name].update(state="running", running=True)
        self.starts[name] = self.starts.get(name, 0) + 1


Cloud = dict[str, Host]


def planned(inventory: Inventory, cloud: Cloud) -> list[dict[str, Any]]:
    """Return the plan of the whole *cloud*, through the same results that tasks have."""
    outcomes = []
    for name, host in cloud.items():
        desired = inventory.desired(name)
        changes = plan(desired, host.containers, host.drift(desired))
        digests = {item["specification"]["name"]: digest(item["specification"]) for item in desired}
        typed = [{**change.as_dict(), "specification": digests.get(change.container)} for change in changes]
        outcomes.append(Outcome(name, "converge", {"changes": typed, "diff": []}))
    changes, unknown = merged(outcomes)
    assert unknown == []
    return [dict(change) for change in changes]


def carried_out(changes: list[dict[str, Any]], inventory: Inventory, cloud: Cloud) -> Cloud:
    """Return the cloud after exactly *changes*."""
    after = copy.deepcopy(cloud)
    for change in changes:
        desired = {item["specification"]["name"]: item for item in inventory.desired(change["host"])}
        after[change["host"]].carry_out(change, desired)
    return after


@functools.cache
def deployed() -> tuple[Inventory, Cloud]:
    """Return a cloud that is as its inventory says."""
    inventory, cloud = Inventory(), {name: Host() for name in HOSTS}
    return inventory, carried_out(planned(inventory, cloud), inventory, cloud)


def set_option(inventory: Inventory, cloud: Cloud, service: str, value: int) -> None:
    inventory.options[service] = value


def set_image(inventory: Inventory, cloud: Cloud, image: str, value: int) -> None:
    inventory.images[image] = f"image:{value}"


def disable(inventory: Inventory, cloud: Cloud, service: str) -> None:
    inventory.services.discard(service)


def enable(inventory: Inventory, cloud: Cloud, service: str) -> None:
    inventory.services.add(service)


def move(inventory: Inventory, cloud: Cloud, host: str, group: str) -> None:
    inventory.groups[group] ^= {host}


def stop(inventory: Inventory, cloud: Cloud, host: str, container: str) -> None:
    if container in cloud[host].containers:
        cloud[host].containers[container].update(state="exited", running=False)


def remove(inventory: Inventory, cloud: Cloud, host: str, container: str) -> None:
    cloud[host].containers.pop(container, None)
    cloud[host].disk.pop(container, None)


def scribble(inventory: Inventory, cloud: Cloud, host: str, container: str) -> None:
    if container in cloud[host].containers:
        cloud[host].disk[container][file_of(container)] += "debug = true\n"


def damage_label(inventory: Inventory, cloud: Cloud, host: str, container: str) -> None:
    if container in cloud[host].containers:
        cloud[host].containers[container]["specification"] = None


def edits() -> st.SearchStrategy:
    services, numbers = st.sampled_from(sorted(SERVICES)), st.integers(1, 3)
    on_host = st.tuples(
        st.sampled_from([stop, remove, scribble, damage_label]), st.sampled_from(HOSTS), st.sampled_from(CONTAINERS)
    )
    return st.one_of(
        st.tuples(st.just(set_option), services, numbers),
        st.tuples(st.just(set_image), st.sampled_from(["memcached", "openstack", "ovn"]), numbers),
        st.tuples(st.sampled_from([disable, enable]), services),
        st.tuples(st.just(move), st.sampled_from(HOSTS), st.sampled_from(["control", "compute"])),
        on_host,
    )


def edited(steps: list[tuple]) -> tuple[Inventory, Cloud]:
    inventory, cloud = copy.deepcopy(deployed())
    for edit, *arguments in steps:
        edit(inventory, cloud, *arguments)
    return inventory, cloud


def state(host: Host, container: str) -> Any:
    """Return all there is to one container of *host*."""
    return host.containers.get(container), host.disk.get(container), host.starts.get(container, 0)


def wanted(inventory: Inventory, host: str) -> dict[str, Any]:
    """Return each container's digest and files as *inventory* has them, without the planner."""
    return {
        item["specification"]["name"]: (digest(item["specification"]), item["contents"])
        for item in inventory.desired(host)
    }


def actual(host: Host) -> dict[str, Any]:
    """Return the same of the containers that run on *host*; one that cannot be read is as good as another one."""
    return {
        name: (digest(found["specification"]) if found["specification"] else "unreadable", host.disk[name])
        for name, found in host.containers.items()
        if found["running"]
    }


@settings(max_examples=500)
@given(st.lists(edits(), min_size=1, max_size=8))
def test_the_plan_done_and_nothing_else_gives_the_wanted_cloud(steps):
    inventory, cloud = edited(steps)
    changes = planned(inventory, cloud)
    after = carried_out(changes, inventory, cloud)
    for name in HOSTS:
        assert actual(after[name]) == wanted(inventory, name)
    assert planned(inventory, after) == []

    # Nothing that was as it should be is in the plan, and nothing outside of the plan was touched.
    named = {(change["host"], change["name"]) for change in changes}
    differing = {
        (name, container)
        for name in HOSTS
        for container in CONTAINERS
        if wanted(inventory, name).get(container) != actual(cloud[name]).get(container)
        or (container in cloud[name].containers and container not in wanted(inventory, name))
    }
    assert named == differing
    for name in HOSTS:
        for container in CONTAINERS:
            if (name, container) not in named:
                assert state(after[name], container) == state(cloud[name], container)


@settings(max_examples=100)
@given(st.lists(edits(), min_size=1, max_size=8), st.sets(st.sampled_from(HOSTS), min_size=1))
def test_a_limited_run_is_that_part_of_the_whole_one(steps, hosts):
    inventory, cloud = edited(steps)
    whole = planned(inventory, cloud)
    part = planned(inventory, {name: cloud[name] for name in HOSTS if name in hosts})
    assert part == [change for change in whole if change["host"] in hosts]
    rest = planned(inventory, carried_out(part, inventory, cloud))
    assert rest == [change for change in whole if change["host"] not in hosts]


@settings(max_examples=100)
@given(st.lists(edits(), min_size=1, max_size=8))
def test_a_run_killed_between_two_changes_is_finished_by_the_next(steps):
    inventory, cloud = edited(steps)
    changes = planned(inventory, cloud)
    for count in range(len(changes)):
        left = planned(inventory, carried_out(changes[:count], inventory, cloud))
        assert left == changes[count:]


def _no_template(template: str, target: str, variables: dict[str, Any]) -> str:
    raise AssertionError(f"{template} for {target}: the tests give contents, no templates")
