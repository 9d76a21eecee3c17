# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Unit files for a container: quadlet (podman-systemd.unit(5)) and plain (systemd.service(5))."""

from __future__ import annotations

import shlex

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.model import Desired, Directory
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman_arguments import option_arguments

PREFIX = "stackwright-"
PODMAN = "/usr/bin/podman"
START_TIMEOUT = 120


def quoted(argument: str) -> str:
    """Return *argument* as one word of a unit's command line, free of specifiers and variables."""
    escaped = argument.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    escaped = escaped.replace("\n", "\\n")
    return f'"{escaped}"' if any(c in escaped for c in " \t\"'\\;") or not escaped else escaped


def unit_name(container: str) -> str:
    """Return the name of the service that runs *container*."""
    return f"{PREFIX}{container}.service"


def quadlet(desired: Desired, files_directory: str) -> str:
    """Return the `.container` unit of a desired container; its labels come from the file beside its files."""
    specification = desired["specification"]
    options = option_arguments(specification, files_directory)
    return _sections(
        desired,
        Container=[
            f"ContainerName={specification['name']}",
            f"Image={specification['image']}",
            f"Exec={_line(specification['command'])}",
            "LogDriver=journald",
            *(f"PodmanArgs={quoted(option)}" for option in [*options, f"--label-file={files_directory}/.labels"]),
        ],
        Service=_service(desired),
    )


def service(desired: Desired, files_directory: str) -> str:
    """Return the `.service` unit of a desired container, for podman without quadlet."""
    specification = desired["specification"]
    name = specification["name"]
    run = [
        *(PODMAN, "run", "--rm", "--replace", "--detach", "--sdnotify=conmon", "--cgroups=no-conmon"),
        *("--log-driver=journald", f"--name={name}", f"--label-file={files_directory}/.labels"),
        *option_arguments(specification, files_directory),
        specification["image"],
        *specification["command"],
    ]
    return _sections(
        desired,
        Service=[
            "Type=notify",
            "NotifyAccess=all",
            "KillMode=mixed",
            f"ExecStart={_line(run)}",
            f"ExecStop={PODMAN} stop --ignore {name}",
            f"ExecStopPost={PODMAN} rm --force --ignore {name}",
            *_service(desired),
        ],
    )


def _service(desired: Desired) -> list[str]:
    specification = desired["specification"]
    # A boot empties /run, and podman does not make the source of a bind mount.
    volatile = [directory for directory in desired["directories"] if directory["path"].startswith("/run/")]
    return [
        *(f"ExecStartPre={_line(_making(directory))}" for directory in volatile),
        *(f"ExecStartPost={_line(_retried(specification['name'], command))}" for command in specification["setup"]),
        "Restart=always",
        "RestartSec=1",
        f"TimeoutStartSec={START_TIMEOUT}",
        f"TimeoutStopSec={specification['stop_timeout'] + 30}",
    ]


def _making(directory: Directory) -> list[str]:
    if not directory["owned"]:
        return ["/usr/bin/mkdir", "--parents", directory["path"]]
    owner = [f"--owner={directory['uid']}", f"--group={directory['gid']}", f"--mode={directory['mode']}"]
    return ["/usr/bin/install", "--directory", *owner, directory["path"]]


def _retried(name: str, command: list[str]) -> list[str]:
    """Return *command* in container *name*, repeated until it succeeds: after a boot nobody waits for the probe."""
    return ["/bin/sh", "-c", f"until {shlex.join([PODMAN, 'exec', name, *command])}; do sleep 1; done"]


def _line(command: list[str]) -> str:
    return " ".join(map(quoted, command))


def _sections(desired: Desired, **sections: list[str]) -> str:
    after = " ".join(["network-online.target", *map(unit_name, desired["needs"])])
    unit = [
        f"Description={desired['specification']['name']} of the cloud",
        f"After={after}",
        "Wants=network-online.target",
        "StartLimitIntervalSec=0",
    ]
    everything = {"Unit": unit, **sections, "Install": ["WantedBy=multi-user.target"]}
    return "\n".join("\n".join([f"[{name}]", *lines, ""]) for name, lines in everything.items())
