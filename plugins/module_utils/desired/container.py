# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""From a container's definition to its desired state: the specification that identifies it, and what carries it out.

The *specification* is plain JSON without a secret (files stand in it as hashes). It is kept in a label of the
container, so that one listing of a host's containers tells what runs there; a container is replaced when its
specification is not the desired one. The rest of the desired state (contents, directories, probe, needs) is
only used while the change is made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.image import artifact_path
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.model import (
    Data,
    Desired,
    Directory,
    File,
    Specification,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.published import CA_FILE

DATA_ROOT = "/var/lib/stackwright"
# Sockets that containers of one host share.
RUNTIME_ROOT = "/run/stackwright"
DEFAULT_STOP_TIMEOUT = 10
DEFAULT_PROBE_TIMEOUT = 180

Render = Callable[[str, str, Data], str]


def desired_container(
    name: str, service: str, definition: Data, images: dict[str, str], users: dict[str, int], ca: str, render: Render
) -> Desired:
    """Return the desired state of container or job *name* of *service*.

    *images* gives the reference of each image family, *users* the uid of each user, *ca* the PEM text of the
    cloud's CA, and *render* the text of a template of the service for a file, given variables of its own.
    """
    definition = _with_wsgi(name, definition)
    uid = users[definition["user"]]
    contents, files = _files(definition, uid, ca, render)
    given = [*definition.get("volumes", []), *_artifacts(definition, images)]
    volumes = [_volume(volume, definition["user"]) for volume in given]
    specification: Specification = {
        "name": name,
        "service": service,
        "phase": definition.get("phase"),
        "image": images[definition["image"]],
        "command": [str(argument) for argument in definition["command"]],
        "user": f"{uid}:{uid}",
        "groups": [users[group] for group in definition.get("groups", [])],
        "environment": {key: str(value) for key, value in definition.get("environment", {}).items()},
        "files": files,
        "volumes": [{"source": v["source"], "target": v["target"], "options": v["options"]} for v in volumes],
        "privileged": definition.get("privileged", False),
        "capabilities": definition.get("capabilities", []),
        "devices": definition.get("devices", []),
        "tmpfs": definition.get("tmpfs", []),
        "limits": definition.get("limits", {}),
        "namespaces": definition.get("namespaces", {}),
        "stop_timeout": int(definition.get("stop_timeout", DEFAULT_STOP_TIMEOUT)),
        "prepare": definition.get("prepare"),
        "setup": [[str(argument) for argument in command] for command in definition.get("setup", [])],
    }
    return {
        "specification": specification,
        "contents": contents,
        "directories": [_directory(volume, users) for volume in volumes if volume["create"]],
        "probe": {"timeout": DEFAULT_PROBE_TIMEOUT, **definition.get("probe", {})},
        "needs": definition.get("needs", []),
        "repeat_on": definition.get("repeat_on", []),
    }


def digest(specification: Specification) -> str:
    """Return the name of the directory that holds the files of this *specification*."""
    return hashlib.sha256(encoded(specification).encode()).hexdigest()[:12]


def encoded(specification: Specification) -> str:
    """Return *specification* as the one line of JSON that the container's label holds."""
    return json.dumps(specification, sort_keys=True, separators=(",", ":"))


def _with_wsgi(name: str, definition: Data) -> Data:
    """Return *definition* with a `wsgi` application spelt out as uWSGI's configuration, command and probe."""
    if "wsgi" not in definition:
        return definition
    path = f"/etc/uwsgi/{name}.ini"
    wsgi = {"name": name, **definition["wsgi"]}
    return {
        **definition,
        "command": ["uwsgi", "--ini", path],
        "files": {path: {"template": "uwsgi.ini.j2", "variables": {"wsgi": wsgi}}, **definition.get("files", {})},
    }


def _files(definition: Data, uid: int, ca: str, render: Render) -> tuple[dict[str, str], list[File]]:
    wanted = dict(definition.get("files", {}))
    if definition["image"] == "openstack":
        wanted[CA_FILE] = {"content": ca, "mode": "0644"}
    contents: dict[str, str] = {}
    files: list[File] = []
    for target, given in sorted(wanted.items()):
        source: Data = {"template": given} if isinstance(given, str) else given
        text = contents[target] = _text(source, target, render)
        files.append(
            {
                "target": target,
                "sha256": hashlib.sha256(text.encode()).hexdigest(),
                "mode": source.get("mode", "0640"),
                "gid": uid,
                "hidden": source.get("hidden", False),
            }
        )
    return contents, files


def _text(source: Data, target: str, render: Render) -> str:
    if "content" in source:
        return str(source["content"])
    return render(source["template"], target, source.get("variables", {}))


def _artifacts(definition: Data, images: dict[str, str]) -> list[Data]:
    """Return the volumes with the directories that images carry; another image is another directory."""
    return [
        {"source": artifact_path(images[family]), "target": target, "create": False, "options": ["ro"]}
        for family, target in definition.get("artifacts", {}).items()
    ]


def _volume(volume: Data, user: str) -> Data:
    """Return *volume* whole: one with a `name` lies below the data root and belongs to the container's *user*."""
    named = "name" in volume
    return {
        "source": f"{DATA_ROOT}/{volume['name']}" if named else volume["source"],
        "target": volume["target"],
        "options": volume.get("options", []),
        "mode": volume.get("mode", "0750" if named else "0755"),
        "owner": volume.get("user", user if named else None),
        "create": volume.get("create", True),
    }


def _directory(volume: Data, users: dict[str, int]) -> Directory:
    """Return the host directory of *volume*; one that nobody owns is only made where it is missing."""
    uid = users[volume["owner"]] if volume["owner"] else 0
    return {"path": volume["source"], "uid": uid, "gid": uid, "mode": volume["mode"], "owned": bool(volume["owner"])}
