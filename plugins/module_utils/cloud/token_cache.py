# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Logins kept between runs, with their tokens, one private file for each."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# Where openstacksdk looks for its files, nearest first.
CONFIG_DIRECTORIES = (".", "~/.config/openstack", "/etc/openstack")
CONFIG_NAMES = ("clouds", "secure", "clouds-public")


def directory() -> Path:
    """Return the directory of the kept tokens."""
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "stackwright" / "tokens"


def key(options: Mapping[str, Any], environment: Mapping[str, str]) -> str:
    """Return the name of a login: a hash of all that can decide about it."""
    files = [options["clouds_file"]] if options.get("clouds_file") else []
    files += [environment[name] for name in ("OS_CLIENT_CONFIG_FILE", "OS_CLIENT_SECURE_FILE") if name in environment]
    files += [
        f"{place}/{name}.{ending}"
        for place in CONFIG_DIRECTORIES
        for name in CONFIG_NAMES
        for ending in ("yaml", "yml", "json")
    ]
    parts = [json.dumps(options, sort_keys=True, default=str)]
    parts += [f"{name}={value}" for name, value in sorted(environment.items()) if name.startswith("OS_")]
    parts += [content.hex() for content in (_content(Path(file).expanduser()) for file in files) if content]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def load(name: str) -> str:
    """Return what is kept for login *name*, empty when nothing is, or when others could have read it."""
    path = directory() / f"{name}.json"
    try:
        if path.stat().st_mode & 0o077 or path.stat().st_uid != os.geteuid():
            return ""
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""


def store(name: str, text: str) -> None:
    """Keep *text* for login *name*, readable by its owner alone; a place that cannot be written to keeps nothing."""
    try:
        directory().mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=directory())
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, directory() / f"{name}.json")
    except OSError:
        return


def drop(name: str) -> None:
    """Forget login *name*."""
    (directory() / f"{name}.json").unlink(missing_ok=True)
