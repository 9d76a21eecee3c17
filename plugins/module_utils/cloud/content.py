# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The content of images: files, what is at an address, and either of them converted."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.http_client import requests

BLOCK = 1 << 20
TIMEOUT = (10, 60)


def origin(entry: Mapping[str, Any]) -> str:
    """Return what tells the content of the image *entry* from any other: `algorithm:hash`, and how it is converted."""
    if entry.get("url") and ":" not in entry.get("checksum", ""):
        raise CloudError(f"image {entry['name']} has a `url` and no `checksum` like sha256:... of what is there")
    source = entry["checksum"] if entry.get("url") else digest(Path(entry["file"]).expanduser())
    return f"{source}+{entry['convert']}" if entry.get("convert") else source


def digest(path: Path, algorithm: str = "sha512") -> str:
    """Return `algorithm:hash` of a file; SHA-512 is what Glance keeps. Raise CloudError when it cannot be read."""
    try:
        result = hashlib.new(algorithm)
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                result.update(block)
    except OSError as error:
        raise CloudError(f"the image file {path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise CloudError(f"the checksum of an image is of the unknown type {algorithm!r}") from error
    return f"{algorithm}:{result.hexdigest()}"


def local_file(entry: Mapping[str, Any], directory: Path, verify: Any) -> Path:
    """Return a file with the content of the image *entry*; *directory* is for what has to be fetched or converted.

    *verify* is that of the cloud's login: a file of authorities is trusted here too, beside everybody's.
    """
    path = _downloaded(entry, directory, verify) if entry.get("url") else Path(entry["file"]).expanduser()
    return _converted(path, entry["convert"], directory) if entry.get("convert") else path


def _downloaded(entry: Mapping[str, Any], directory: Path, verify: Any) -> Path:
    path = directory / "download"
    try:
        trusted = _authorities(verify, directory) if isinstance(verify, str) else True
        with (
            requests.get(entry["url"], stream=True, timeout=TIMEOUT, verify=trusted) as answer,
            path.open("wb") as file,
        ):
            answer.raise_for_status()
            for block in answer.iter_content(BLOCK):
                file.write(block)
    except requests.RequestException as error:
        raise CloudError(f"{entry['url']} cannot be fetched: {error}") from error
    found = digest(path, entry["checksum"].partition(":")[0])
    if found != entry["checksum"]:
        raise CloudError(f"what is at {entry['url']} has the checksum {found}, and not {entry['checksum']}")
    return path


def _authorities(own: str, directory: Path) -> str:
    """Return a file of everybody's authorities, or those that the environment names, and the cloud's *own*."""
    path = directory / "authorities.pem"
    common = os.environ.get("REQUESTS_CA_BUNDLE") or requests.certs.where()
    path.write_bytes(Path(common).read_bytes() + b"\n" + Path(own).read_bytes())
    return os.fspath(path)


def _converted(path: Path, form: str, directory: Path) -> Path:
    target = directory / f"converted.{form}"
    command = ["qemu-img", "convert", "-O", form, os.fspath(path), os.fspath(target)]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise CloudError("qemu-img, which converts images, is not there; Debian has it in qemu-utils") from error
    except subprocess.CalledProcessError as error:
        raise CloudError(f"qemu-img cannot convert {path}: {error.stderr.strip()}") from error
    return target


def workspace() -> tempfile.TemporaryDirectory[str]:
    """Return a directory that goes when its block ends, where there is room for images."""
    return tempfile.TemporaryDirectory(prefix="stackwright-image-")
