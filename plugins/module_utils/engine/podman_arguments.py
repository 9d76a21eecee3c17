# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A container's specification as arguments of `podman create` and `podman run` (podman-create(1))."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.container import encoded
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.model import Specification

LABEL_CLOUD = "stackwright.cloud"
LABEL_PHASE = "stackwright.phase"
LABEL_SPECIFICATION = "stackwright.specification"
# What podman calls the namespaces of a definition.
NAMESPACES = {"cgroup": "cgroupns", "ipc": "ipc", "pid": "pid"}


def labels_of(cloud: str, specification: Specification) -> dict[str, str]:
    """Return the labels by which the engine finds a container of *specification* again."""
    return {
        LABEL_CLOUD: cloud,
        LABEL_PHASE: specification["phase"] or "",
        LABEL_SPECIFICATION: encoded(specification),
    }


def create_arguments(specification: Specification, files_directory: str) -> list[str]:
    """Return the options, image and command for *specification*, whose files are below *files_directory*."""
    return [*option_arguments(specification, files_directory), specification["image"], *specification["command"]]


def option_arguments(specification: Specification, files_directory: str) -> list[str]:
    """Return the options alone, without name, restart policy, labels, image and command."""
    return [
        "--network=host",
        "--pull=never",
        "--entrypoint=",
        f"--user={specification['user']}",
        f"--stop-timeout={specification['stop_timeout']}",
        *(f"--group-add={group}" for group in specification["groups"]),
        *_privileges(specification),
        *(f"--env={key}={value}" for key, value in specification["environment"].items()),
        *(f"--{NAMESPACES[kind]}={value}" for kind, value in specification["namespaces"].items()),
        *(f"--device={device}" for device in specification["devices"]),
        # Empty and writable for whatever user the container has, not a copy of the image's directory.
        *(f"--tmpfs={path}:mode=1777,notmpcopyup" for path in specification["tmpfs"]),
        *(f"--ulimit={name}={value}" for name, value in specification["limits"].items()),
        *mount_arguments(specification, files_directory),
    ]


def mount_arguments(specification: Specification, files_directory: str) -> list[str]:
    """Return the options that mount the volumes and, read-only, each file."""
    volumes = [":".join((v["source"], v["target"], *_joined(v["options"]))) for v in specification["volumes"]]
    files = [f"{files_directory}{item['target']}:{item['target']}:ro" for item in specification["files"]]
    return [f"--volume={volume}" for volume in volumes + files]


def _joined(options: list[str]) -> list[str]:
    return [",".join(options)] if options else []


def _privileges(specification: Specification) -> list[str]:
    if specification["privileged"]:
        return ["--privileged"]
    return [
        "--cap-drop=all",
        "--security-opt=no-new-privileges",
        *(f"--cap-add={capability}" for capability in specification["capabilities"]),
    ]
