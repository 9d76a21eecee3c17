# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Measures the cloud's contents as code on the cloud of inventories/aio, which must be there, and a large inventory.

Beside it openstack.cloud, in an environment of its own.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import yaml
from figures import Figure, store
from rival import REPOSITORY, median, own_environment, rival_environment, seconds

sys.path[:0] = [str(REPOSITORY / ".collections"), str(REPOSITORY / "tests/support")]
CLOUDS = Path("~/.config/stackwright/aio/clouds.yaml").expanduser()
KINDS = 4
# Of 1,000 resources the rival would need half an hour.
SIZES = {10: True, 100: True, 1000: False}
SERVERS = 5000


def document(size: int) -> dict:
    """Return a document of *size* resources of four kinds that refer to each other."""
    number = (size - 2) // KINDS
    names = [{"name": f"bench{n}", "project": "bench"} for n in range(number)]
    rules = [{"protocol": "tcp", "port_range_min": 22, "port_range_max": 22}]
    limits = dict.fromkeys(("network", "subnet", "security_group", "security_group_rule"), -1)
    return {
        "name": "bench",
        "projects": [{"name": "bench"}, *({"name": f"bench{n}"} for n in range(size - 2 - (KINDS - 1) * number))],
        "quotas": [{"project": "bench", "network": limits}],
        "networks": names,
        "subnets": [
            {
                "name": f"bench{n}",
                "network": {"name": f"bench{n}", "project": "bench"},
                "cidr": f"10.{100 + n // 250}.{n % 250}.0/24",
            }
            for n in range(number)
        ],
        "security_groups": [{**name, "ingress": rules} for name in names],
    }


def ours(path: Path, contents: dict, state: str = "present") -> list:
    """Write a playbook that applies *contents*, and return the command for it."""
    task = {"clouds_file": str(CLOUDS), "cloud": "aio", "document": contents, "state": state}
    return playbook(path, [{"stackwright.cloud.resources": task}])


def theirs(path: Path, contents: dict) -> list:
    """Write a playbook that sees to *contents* with openstack.cloud, and return the command for it."""
    name, project = "{{ item.name }}", "bench"
    modules = {
        "projects": ("project", {"name": name, "domain": "default"}),
        "networks": ("network", {"name": name, "project": project}),
        "subnets": ("subnet", {"name": name, "network_name": name, "project": project, "cidr": "{{ item.cidr }}"}),
        "security_groups": (
            "security_group",
            {"name": name, "project": project, "security_group_rules": "{{ item.ingress }}"},
        ),
    }
    tasks = [
        {f"openstack.cloud.{module}": {"cloud": "aio", **options}, "loop": contents[kind]}
        for kind, (module, options) in modules.items()
    ]
    return playbook(path, tasks)


def playbook(path: Path, tasks: list) -> list:
    """Write a playbook of *tasks* and return the arguments that run it."""
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": tasks}
    path.write_text(yaml.safe_dump([play]))
    return ["ansible-playbook", "--inventory", "localhost,", str(path)]


def openstack_cloud(clouds: Path) -> dict[str, str]:
    """Return the variables for commands of openstack.cloud."""
    return {**rival_environment(), "OS_CLIENT_CONFIG_FILE": str(clouds)}


def nothing_to_change(directory: Path) -> list[Figure]:
    """Measure runs that change nothing."""
    figures = []
    for size, with_rival in SIZES.items():
        contents = document(size)
        apply = ours(directory / "ours.yml", contents)
        made = seconds(apply, own_environment())
        unchanged = median(apply, own_environment())
        others = f"made in {made:.0f} s"
        target = 6.0
        if with_rival:
            rival = theirs(directory / "theirs.yml", contents)
            seconds(rival, openstack_cloud(CLOUDS))  # what it sees otherwise it changes once
            their = seconds(rival, openstack_cloud(CLOUDS))
            target = their / 30 if size == 100 else their
            others += f"; openstack.cloud: {their:.1f} s, {their / unchanged:.0f} times as long"
        figures.append(Figure(f"{size} resources, nothing to change", unchanged, "s", target, others))
        seconds(ours(directory / "remove.yml", contents, "absent"), own_environment())
    return figures


def inventory(directory: Path) -> list[Figure]:
    """Measure the inventory of a stub's many servers."""
    import stub_cloud
    from many_servers import server

    with stub_cloud.running() as cloud:
        for number in range(SERVERS):
            cloud.add("servers", server(number))
        clouds = directory / "clouds.yaml"
        clouds.write_text(yaml.safe_dump({"clouds": {"stub": stub_cloud.login(cloud)}}))
        mine, rivals = directory / "a.servers.yml", directory / "openstack.yml"
        mine.write_text("plugin: stackwright.cloud.servers\n")
        rivals.write_text("plugin: openstack.cloud.openstack\n")
        command = ["ansible-inventory", "--list", "--inventory"]
        our = median([*command, str(mine)], {**own_environment(), "OS_CLIENT_CONFIG_FILE": str(clouds)})
        their = seconds([*command, str(rivals)], openstack_cloud(clouds))
    return [Figure(f"inventory of {SERVERS} servers", our, "s", 5, f"openstack.cloud: {their:.1f} s")]


def main() -> None:
    """Measure, store and show."""
    with tempfile.TemporaryDirectory() as directory:
        figures = [*nothing_to_change(Path(directory)), *inventory(Path(directory))]
    print(store("contents", figures))


if __name__ == "__main__":
    main()
