# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a disk image's first bytes say of it."""

from __future__ import annotations

import struct
from typing import NamedTuple

HEADER_SIZE = 512
SECTOR = 512
ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
_EXTERNAL_DATA = 1 << 2  # among a qcow2 header's incompatible features
# Formats that this collection does not take, so that they are not mistaken for raw.
_FOREIGN = {
    b"KDMV": "vmdk",
    b"vhdxfile": "vhdx",
    b"conectix": "vpc",
    b"QED\0": "qed",
    b"\x1f\x8b": "gzip",
    b"\xfd7zXZ": "xz",
}


class Image(NamedTuple):
    """An image's format, and the size in bytes that a guest sees."""

    format: str
    capacity: int


def identify(header: bytes, size: int) -> Image:
    """An image from its header and its file's size; ValueError for what cannot be taken.

    qcow2's magic and virtual size: https://gitlab.com/qemu-project/qemu/-/blob/master/docs/interop/qcow2.rst
    """
    if header.startswith(b"QFI\xfb"):
        return _qcow2(header)
    for magic, name in _FOREIGN.items():
        if header.startswith(magic):
            raise ValueError(f"the image's format is {name}; only qcow2 and raw are taken")
    if size % SECTOR:
        raise ValueError(f"the image is no disk: its {size} bytes are not whole sectors of {SECTOR}")
    return Image("raw", size)


def split_checksum(checksum: str) -> tuple[str, str]:
    """A checksum's algorithm and digest; ValueError where it is not one."""
    algorithm, _colon, digest = checksum.partition(":")
    if algorithm not in ALGORITHMS or not digest:
        raise ValueError(f"{checksum} is not a checksum; write it as sha256:<digest>")
    return algorithm, digest.lower()


def _qcow2(header: bytes) -> Image:
    """An image that is whole; one that needs other files would have the hypervisor read files of its own."""
    version, backing = struct.unpack(">IQ", header[4:16])
    if backing:
        raise ValueError("the image is an overlay of another one; merge them with qemu-img convert")
    if version >= 3 and struct.unpack(">Q", header[72:80])[0] & _EXTERNAL_DATA:
        raise ValueError("the image keeps its data in another file; merge them with qemu-img convert")
    return Image("qcow2", struct.unpack(">Q", header[24:32])[0])
