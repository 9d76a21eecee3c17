# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What of a file changes, in words that are fit for everybody: diffs and options, without secrets."""

from __future__ import annotations

from typing import TypedDict

from ansible_collections.stackwright.cloud.plugins.module_utils.desired import ini
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.model import Data
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.redact import HIDDEN, redacted


class OptionChange(TypedDict):
    """One option of an INI file before and after; None where it is not set."""

    file: str
    section: str
    option: str
    before: str | None
    after: str | None


class FileChange(TypedDict):
    """A file of a container before and after; empty where there is none. A *hidden* one is never shown."""

    container: str
    target: str
    before: str
    after: str
    hidden: bool


def file_diff(change: FileChange, secrets: list[str]) -> Data:
    """Return *change* as one of the entries of Ansible's `diff`."""
    header = f"{change['container']}:{change['target']}"
    if change["hidden"]:
        return {"prepared": f"{header}: {HIDDEN}\n"}
    return {
        "before_header": header,
        "after_header": header,
        "before": redacted(change["before"], secrets),
        "after": redacted(change["after"], secrets),
    }


def option_changes(change: FileChange, secrets: list[str]) -> list[OptionChange]:
    """Return the options that differ, where the file was and is an INI file; a secret shows as stars on both sides."""
    before, after = change["before"], change["after"]
    if change["hidden"] or not (_is_ini(before) and _is_ini(after)):
        return []
    old, new = ini.options(before), ini.options(after)
    shown_old, shown_new = ini.options(redacted(before, secrets)), ini.options(redacted(after, secrets))
    return [
        {
            "file": change["target"],
            "section": key[0],
            "option": key[1],
            "before": _shown(old.get(key), shown_old.get(key)),
            "after": _shown(new.get(key), shown_new.get(key)),
        }
        for key in ini.differences(before, after)
    ]


def _is_ini(text: str) -> bool:
    return text.lstrip().startswith(("[", "#", ";")) and ini.fault(text) is None


def _shown(values: list[str] | None, without_secrets: list[str] | None) -> str | None:
    if values is None:
        return None
    return ", ".join(without_secrets) if without_secrets else HIDDEN
