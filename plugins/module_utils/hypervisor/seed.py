# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""cloud-init's NoCloud seed: a small ISO 9660 image, the same bytes for the same texts.

Sources: ECMA-119 (ISO 9660), the Joliet specification, and
https://docs.cloud-init.io/en/latest/reference/datasources/nocloud.html (label and file names).
"""

from __future__ import annotations

import hashlib
import re
import struct
from dataclasses import dataclass

SECTOR = 2048
LABEL = "CIDATA"
_DIRECTORY = 0x02
_PRIMARY_TABLE, _JOLIET_TABLE, _PRIMARY_ROOT, _JOLIET_ROOT, _FILES = 19, 21, 23, 24, 25
_NO_DATE = b"0" * 16 + b"\0"


@dataclass(frozen=True)
class Seed:
    """A seed image and the volume it belongs in; its name changes with its content."""

    pool: str
    volume: str
    content: bytes


def with_seed(options: dict) -> tuple[dict, Seed | None]:
    """A domain's options with the seed's disk among its disks, and the seed; unchanged without ``cloud_init``."""
    wanted = options.get("cloud_init")
    if not wanted:
        return options, None
    name = options["name"]
    meta_data = wanted.get("meta_data") or f"instance-id: {name}\nlocal-hostname: {name}\n"
    files = {"meta-data": meta_data, "user-data": wanted["user_data"]}
    if wanted.get("network_config"):
        files["network-config"] = wanted["network_config"]
    content = iso(files)
    seed = Seed(wanted["pool"], f"{name}-seed-{hashlib.sha256(content).hexdigest()[:12]}.iso", content)
    disk = {"target": wanted["target"], "pool": seed.pool, "volume": seed.volume, "format": "raw", "readonly": True}
    return {**options, "disks": [*(options.get("disks") or []), disk]}, seed


def is_seed(volume: str, domain: str) -> bool:
    """Whether a volume's name is that of one of the domain's seeds."""
    return re.fullmatch(rf"{re.escape(domain)}-seed-[0-9a-f]{{12}}\.iso", volume) is not None


def iso(files: dict[str, str]) -> bytes:
    """An image with these files (name: text) in its root, readable through Joliet under their exact names."""
    contents = [(name, text.encode()) for name, text in sorted(files.items())]
    places, sector = [], _FILES
    for _name, data in contents:
        places.append(sector)
        sector += max(1, -(-len(data) // SECTOR))
    entries = [(name, place, len(data)) for (name, data), place in zip(contents, places)]
    plain = [(f"{name.upper().replace('-', '_')[:8]}.;1".encode(), place, size) for name, place, size in entries]
    joliet = [(name.encode("utf-16-be"), place, size) for name, place, size in entries]
    parts = [
        bytes(16 * SECTOR),
        _descriptor(1, sector, LABEL.ljust(32).encode(), b"", _PRIMARY_TABLE, _PRIMARY_ROOT),
        _descriptor(2, sector, LABEL.ljust(16).encode("utf-16-be"), b"%/E", _JOLIET_TABLE, _JOLIET_ROOT),
        _pad(b"\xffCD001\x01"),
        *_tables(_PRIMARY_ROOT),
        *_tables(_JOLIET_ROOT),
        _root(_PRIMARY_ROOT, plain),
        _root(_JOLIET_ROOT, joliet),
        *(_pad(data or b"\0") for _name, data in contents),
    ]
    return b"".join(parts)


def _pad(data: bytes) -> bytes:
    return data + bytes(-len(data) % SECTOR)


def _both16(number: int) -> bytes:
    return struct.pack("<H", number) + struct.pack(">H", number)


def _both32(number: int) -> bytes:
    return struct.pack("<I", number) + struct.pack(">I", number)


def _descriptor(kind: int, sectors: int, label: bytes, escape: bytes, table: int, root: int) -> bytes:
    """A volume descriptor (ECMA-119 8.4, 8.5); identifiers we have no use for are blank, dates unset."""
    blank = " ".encode("utf-16-be") if escape else b" "
    return _pad(
        b"".join(
            [
                bytes([kind]) + b"CD001\x01\0",
                blank * (32 // len(blank)) + label + bytes(8),
                _both32(sectors) + escape.ljust(32, b"\0"),
                _both16(1) + _both16(1) + _both16(SECTOR) + _both32(10),
                struct.pack("<II", table, 0) + struct.pack(">II", table + 1, 0),
                _record(b"\0", root, SECTOR, _DIRECTORY),
                blank * (512 // len(blank)) + (blank * 56)[:111],
                _NO_DATE * 4 + b"\x01\0",
            ]
        )
    )


def _tables(root: int) -> list[bytes]:
    """The path table of a lone root directory, little and big endian (ECMA-119 9.4)."""
    return [_pad(b"\x01\0" + struct.pack(f"{order}IH", root, 1) + b"\0\0") for order in "<>"]


def _record(name: bytes, sector: int, size: int, flags: int = 0) -> bytes:
    """A directory record (ECMA-119 9.1)."""
    body = b"\0" + _both32(sector) + _both32(size) + bytes([100, 1, 1, 0, 0, 0, 0]) + bytes([flags, 0, 0])
    body += _both16(1) + bytes([len(name)]) + name
    body += b"\0" * ((len(body) + 1) % 2)
    return bytes([len(body) + 1]) + body


def _root(sector: int, entries: list[tuple[bytes, int, int]]) -> bytes:
    itself = [_record(name, sector, SECTOR, _DIRECTORY) for name in (b"\0", b"\x01")]
    return _pad(b"".join(itself + [_record(*entry) for entry in entries]))
