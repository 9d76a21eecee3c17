# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A storage pool: its options as fields.

Source of the paths: https://libvirt.org/formatstorage.html
"""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.checks import malformed
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.schema import (
    Fields,
    Group,
    Items,
    Texts,
    Value,
    argument_spec,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.startable import Kind

# What each type needs: https://libvirt.org/storage.html
NEEDS = {
    "dir": ["path"],
    "fs": ["path", "source.devices"],
    "netfs": ["path", "source.hosts", "source.directory"],
    "logical": ["source.name"],
    "disk": ["path", "source.devices"],
    "iscsi": ["path", "source.hosts", "source.devices"],
    "iscsi-direct": ["source.hosts", "source.devices", "source.initiator"],
    "scsi": ["path"],
    "mpath": ["path"],
    "rbd": ["source.name"],
    "gluster": ["source.hosts", "source.name"],
    "zfs": ["source.name"],
}
# The types whose volumes are files, of any format; the others' are block devices or raw images.
OF_FILES = ("dir", "fs", "netfs", "gluster")
# Those whose building is more than a directory: libvirt refuses to build them where a device is not empty.
BUILT = ("logical", "disk", "zfs")

FIELDS: Fields = {
    "name": Value("name", required=True),
    "type": Value("@type", choices=tuple(NEEDS)),
    "path": Value("target/path"),
    "mode": Value("target/permissions/mode"),
    "owner": Value("target/permissions/owner", "int"),
    "group": Value("target/permissions/group", "int"),
    "source": Group(
        "source",
        {
            "hosts": Items("host", {"name": Value("@name", required=True), "port": Value("@port", "int")}, key="name"),
            "directory": Value("dir@path"),
            "devices": Texts("device@path"),
            "name": Value("name"),
            "format": Value("format@type"),
            "initiator": Value("initiator/iqn@name"),
            "auth_type": Value("auth@type", choices=("ceph", "chap")),
            "username": Value("auth@username"),
            "secret": Value("auth/secret@uuid", form="uuid"),
        },
    ),
}
SPEC = {
    "options": {
        **argument_spec(FIELDS)["options"],
        "state": {"type": "str", "default": "active", "choices": ["active", "inactive", "absent"]},
        "autostart": {"type": "bool"},
        "build": {"type": "bool", "default": True},
        "restart": {"type": "str", "default": "never", "choices": ["never", "allowed"]},
    }
}


def wrong(options: dict) -> Iterator[str]:
    """What is malformed, or contradicts itself, within a pool's options."""
    yield from malformed(FIELDS, options)
    group = (options.get("source") or {}).get("name")
    if options.get("type") == "logical" and options.get("path") not in (None, f"/dev/{group}"):
        yield f"path: that of a logical pool follows from source.name, and is /dev/{group}; leave it out"


def unfit(options: dict, type_: str | None) -> Iterator[str]:
    """What stands between a pool and one of that type that is there, or what it lacks where there is none."""
    if options["state"] == "absent":
        return
    if type_ is None:
        yield from _lacking(options)
    elif options.get("type") not in (None, type_):
        yield f"its type is {type_} for good, and cannot become {options['type']}; remove the pool first"


def _lacking(options: dict) -> Iterator[str]:
    """What a new pool of this type needs and is not given."""
    kind = options.get("type")
    if not kind:
        yield "a new pool needs a type"
    for need in NEEDS.get(kind or "", []):
        first, _dot, second = need.partition(".")
        value = options.get(first) or {}
        if not (value.get(second) if second else value):
            yield f"a pool of type {kind} needs {need}"


# A running pool takes no new definition: all its changes wait for a restart.
POOL = Kind("pool", "pool", FIELDS, lambda _found, _wanted, running: ([], running))
