# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Configuration files in oslo.config's form of INI: checked, and merged with an operator's own options."""

from __future__ import annotations

import re

# oslo.config (iniparser) accepts `key = value` and `key: value`; a line that begins with blanks continues the last value.
_SECTION = re.compile(r"^\[[^\]]+\]\s*$")
_OPTION = re.compile(r"^[^\s=:\[][^=:]*[=:]")


def fault(text: str) -> str | None:
    """Return what oslo.config would refuse in *text*, with its line, or None."""
    in_section = False
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith(("#", ";")):
            continue
        if _SECTION.match(line):
            in_section = True
        elif line[0].isspace() and in_section:
            continue
        elif not _OPTION.match(line):
            return f"line {number} is neither a [section] nor `option = value`: {line.strip()!r}"
        elif not in_section:
            return f"line {number} has an option before the first [section]: {line.strip()!r}"
    return None


def merged(text: str, options: dict[str, dict]) -> str:
    """Return *text* with *options* (section -> option -> value; a list is a multi-valued option) put in or replaced."""
    lines = text.splitlines()
    for section, values in options.items():
        lines = _merge_section(lines, section, {name: _lines(name, value) for name, value in values.items()})
    return "\n".join(lines) + "\n"


def _lines(name: str, value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [f"{name} = {str(item).lower() if isinstance(item, bool) else item}" for item in values]


def _merge_section(lines: list[str], section: str, options: dict[str, list[str]]) -> list[str]:
    header = f"[{section}]"
    heads = [index for index, line in enumerate(lines) if line.strip() == header]
    if not heads:
        return [*lines, "", header, *[line for group in options.values() for line in group]]
    kept: list[str] = []
    current = None
    for line in lines:
        if _SECTION.match(line):
            current = line.strip()
        name = re.split(r"[=:]", line, maxsplit=1)[0].strip()
        if current != header or name not in options:
            kept.append(line)
    at = kept.index(next(line for line in kept if line.strip() == header)) + 1
    return kept[:at] + [line for group in options.values() for line in group] + kept[at:]
