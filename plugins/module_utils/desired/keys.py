# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Files of a key repository, as Keystone reads it."""

from __future__ import annotations


def key_files(keys: list[str], directory: str) -> dict[str, dict[str, object]]:
    """Return the definition files of a repository that holds `keys` in `directory`.

    A file's name is the key's index: 0 is the staged key, the highest the primary one
    (Keystone's administrator guide, "Fernet key rotation").
    """
    return {f"{directory}/{index}": {"content": key, "hidden": True} for index, key in enumerate(keys)}
