# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What Glance keeps: images."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Field, Kind
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.services.fields import NAME, PROJECT

# What Glance itself adds to an image; everything else that is a text is one of the image's properties.
GLANCE_OWN = frozenset(
    (
        "checksum", "container_format", "created_at", "disk_format", "direct_url", "file", "id", "locations",
        "min_disk", "min_ram", "name", "os_hash_algo", "os_hash_value", "os_hidden", "owner", "protected", "schema",
        "self", "size", "status", "stores", "tags", "updated_at", "virtual_size", "visibility",
        "owner_specified.openstack.md5", "owner_specified.openstack.sha256", "owner_specified.openstack.object",
    )
)  # fmt: skip
# The property that keeps what the content was made from, where its own hash does not tell.
SOURCE = "stackwright_source"


def image(raw: dict) -> dict:
    """Return an image with its properties as one map, and the hash of its content as `content`."""
    properties = {key: value for key, value in raw.items() if key not in GLANCE_OWN and isinstance(value, str)}
    properties.pop(SOURCE, None)
    content = f"{raw.get('os_hash_algo')}:{raw['os_hash_value']}" if raw.get("os_hash_value") else None
    return {**raw, "properties": properties, "content": content and raw.get(SOURCE, content)}


KINDS = (
    Kind(
        name="images",
        singular="image",
        description="An image that servers boot from. Its content is sent only when the hash differs.",
        service="image",
        path="/images",
        list_path="/images?limit=1000",
        envelope="",
        update_method="PATCH",
        key=("project", "name"),
        reshape=image,
        owner="tags",
        fields={
            "name": NAME,
            "project": Field(PROJECT.description, refers="projects", api="owner", fixed=True),
            "file": Field(
                "The file on the controller that holds its content.",
                type="file",
                api="content",
                fixed=True,
                separate=True,
            ),
            "url": Field("Where its content can be had instead; with `checksum`.", write_only=True),
            "checksum": Field("Hash of what is at `url`, like `sha256:...`.", write_only=True),
            "convert": Field(
                "The format to convert the content to with qemu-img before it is sent.",
                choices=("raw", "qcow2", "vmdk", "vdi", "vhdx"),
                write_only=True,
            ),
            "disk_format": Field("The format of the content.", default="qcow2", fixed=True),
            "container_format": Field("What is around the content.", default="bare", fixed=True),
            "visibility": Field("Who may use it.", choices=("public", "community", "shared", "private")),
            "min_disk": Field("The smallest root disk in GiB.", type="integer"),
            "min_ram": Field("The least memory in MiB.", type="integer"),
            "protected": Field("Whether it refuses to be deleted.", type="boolean"),
            "properties": Field("Properties; those that are not named are left alone.", type="map", partial=True),
            "hidden": Field("Whether lists leave it out.", type="boolean", api="os_hidden"),
            "members": Field(
                "All projects that may use it when its visibility is `shared`.",
                type="set",
                refers="projects",
                separate=True,
            ),
            "tags": Field("Labels.", type="set"),
        },
        example={
            "name": "debian",
            "file": "/srv/images/debian-13.qcow2",
            "visibility": "public",
            "properties": {"os_distro": "debian"},
        },
    ),
)
