# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a disk image's first bytes say of it."""

from __future__ import annotations

import struct
from typing import NamedTuple

HEADER_SIZE = 512
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
    """An image from its header and its file's size; ValueError for a format that cannot be taken.

    qcow2's magic and virtual size: https://gitlab.com/qemu-project/qemu/-/blob/master/docs/interop/qcow2.rst
    """
    if header.startswith(b"QFI\xfb"):
        return Image("qcow2", struct.unpack(">Q", header[24:32])[0])
    for magic, name in _FOREIGN.items():
        if header.startswith(magic):
            raise ValueError(f"the image's format is {name}; only qcow2 and raw are taken")
    return Image("raw", size)
