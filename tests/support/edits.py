# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What operators and accidents do to a cloud: variables of the next run, and things done by hand on a host."""

from __future__ import annotations

from random import Random
from typing import Any

from ansible_collections.stackwright.cloud.plugins.plugin_utils.image_inputs import references
from testinfra.host import Host

FILES = {
    "glance_api": "/etc/glance/glance-api.conf",
    "horizon": "/etc/openstack-dashboard/local_settings.py",
    "placement_api": "/etc/placement/placement.conf",
}
# Light ones, that others do without for some seconds.
CONTAINERS = ("glance_api", "horizon", "memcached", "placement_api")
SERVICES = (
    "mariadb",
    "rabbitmq",
    "memcached",
    "loadbalancer",
    "keystone",
    "glance",
    "placement",
    "ovn",
    "neutron",
    "nova",
)


def another_image(host: Host, release: str, number: int = 1) -> dict[str, Any]:
    """Give memcached's image another reference, as if it came from a registry that was asked already."""
    pull = {"memcached": f"registry.invalid/memcached:{number}"}
    present = host.check_output("podman inspect --format '{{.Image}}' memcached")
    host.check_output(f"podman tag {present} {references(release, pull)['memcached']}")
    return {"images_pull": pull}


def placement_option(value: int) -> dict[str, Any]:
    """Set one option of one file."""
    return {"placement_config": {"placement.conf": {"placement": {"allocation_conflict_retry_count": value}}}}


def without_dashboard() -> dict[str, Any]:
    """Disable a service."""
    return {"stackwright_services": list(SERVICES)}


def scribble(host: Host, container: str) -> None:
    """Change a file of *container* on disk."""
    host.check_output(f"echo '# by hand' | tee --append /etc/stackwright/containers/{container}/*{FILES[container]}")


def stop(host: Host, container: str) -> None:
    """Stop *container* by hand, so that nothing starts it again."""
    host.check_output(f"podman stop {container}")


def remove(host: Host, container: str) -> None:
    """Remove *container* by hand."""
    host.check_output(f"podman rm --force {container}")


def generated(random: Random, host: Host, release: str) -> dict[str, Any]:
    """Do one to three edits, and return the variables of the next run."""
    variables: dict[str, Any] = {}
    names = list(CONTAINERS)
    for _edit in range(random.randint(1, 3)):
        kind = random.choice(["image", "option", "memory", "disable", "hand", "hand", "hand"])
        if kind == "image":
            variables |= another_image(host, release, random.randint(1, 3))
        elif kind == "option":
            variables |= placement_option(random.randint(11, 14))
        elif kind == "memory":
            variables |= {"memcached_memory": random.randint(65, 70)}
        elif kind == "disable":
            variables |= without_dashboard()
        elif names:
            container = names.pop(random.randrange(len(names)))
            if host.run(f"podman container exists {container}").succeeded:
                act = random.choice([stop, remove, scribble] if container in FILES else [stop, remove])
                act(host, container)
    return variables
