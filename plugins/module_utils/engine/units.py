# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Unit files for a container: quadlet (podman-systemd.unit(5)) and plain (systemd.service(5))."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman_arguments import option_arguments

PREFIX = "stackwright-"


def quoted(argument: str) -> str:
    """Return *argument* as one word of a unit's command line, free of specifiers and variables."""
    escaped = argument.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if any(c in escaped for c in " \t\n\"'\\;") or not escaped else escaped


def unit_name(container: str) -> str:
    """Return the name of the service that runs *container*."""
    return f"{PREFIX}{container}.service"


def quadlet(desired: dict, files_directory: str) -> str:
    """Return the `.container` unit of a desired container; its labels come from the file beside its files."""
    specification = desired["specification"]
    options = option_arguments(specification, files_directory)
    return _sections(
        desired,
        Container=[
            f"ContainerName={specification['name']}",
            f"Image={specification['image']}",
            f"Exec={' '.join(map(quoted, specification['command']))}",
            "LogDriver=journald",
            *(f"PodmanArgs={quoted(option)}" for option in [*options, f"--label-file={files_directory}/.labels"]),
        ],
        Service=_service(specification),
    )


def service(desired: dict, files_directory: str, program: str) -> str:
    """Return the `.service` unit of a desired container, run by podman at path *program* that has no quadlet."""
    specification = desired["specification"]
    name = specification["name"]
    run = [
        *(program, "run", "--rm", "--replace", "--detach", "--sdnotify=conmon", "--cgroups=no-conmon", "--log-driver=journald"),
        *(f"--name={name}", f"--label-file={files_directory}/.labels"),
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
            f"ExecStart={' '.join(map(quoted, run))}",
            f"ExecStop={program} stop --ignore {name}",
            f"ExecStopPost={program} rm --force --ignore {name}",
            *_service(specification),
        ],
    )


def _service(specification: dict) -> list[str]:
    setup = [["/usr/bin/podman", "exec", specification["name"], *command] for command in specification["setup"]]
    # A boot empties /run, and podman does not make the source of a bind mount.
    runtime = [volume["source"] for volume in specification["volumes"] if volume["source"].startswith("/run/")]
    return [
        *(f"ExecStartPre=/usr/bin/mkdir -p {directory}" for directory in runtime),
        *(f"ExecStartPost={' '.join(map(quoted, command))}" for command in setup),
        "Restart=always",
        "RestartSec=1",
        "TimeoutStartSec=120",
        f"TimeoutStopSec={specification['stop_timeout'] + 30}",
    ]


def _sections(desired: dict, **sections: list[str]) -> str:
    after = " ".join(["network-online.target", *map(unit_name, desired["needs"])])
    unit = [
        f"Description={desired['specification']['name']} of the cloud",
        f"After={after}",
        "Wants=network-online.target",
        "StartLimitIntervalSec=0",
    ]
    everything = {"Unit": unit, **sections, "Install": ["WantedBy=multi-user.target"]}
    return "\n".join("\n".join([f"[{name}]", *lines, ""]) for name, lines in everything.items())
