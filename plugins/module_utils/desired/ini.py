# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Configuration files in oslo.config's form of INI: checked, and merged with an operator's own options.

The rules are those of oslo.config's `iniparser`: `key = value` or `key: value`; a line that begins with a blank
continues the value above it, and an empty line or a comment ends that value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_OPTION = re.compile(r"[^=:]*[^=:\s][^=:]*[=:]")


def fault(text: str) -> str | None:
    """Return what oslo.config would refuse in *text*, with its line, or None."""
    section: str | None = None
    option: str | None = None
    for number, line in enumerate(map(str.rstrip, text.splitlines()), start=1):
        if _continues(line):
            problem = None if option else "continues no option"
        elif line.startswith("["):
            section, option = line, None
            problem = None if re.fullmatch(r"\[.+\]", line) else "is not a [section]"
        elif not line or line.startswith(("#", ";")):
            option = problem = None
        elif not _OPTION.match(line):
            problem = "is neither a [section] nor `option = value`"
        else:
            option = line
            problem = None if section else "has an option before the first [section]"
        if problem:
            return f"line {number} {problem}: {line.strip()!r}"
    return None


def options_fault(options: object) -> str | None:
    """Return what keeps *options*, an operator's, from being merged into files: files, sections, options; or None."""
    if not isinstance(options, dict):
        return "it must be a mapping of file names"
    for file, sections in options.items():
        if not isinstance(sections, dict):
            return f"{file} must be a mapping of sections, each a mapping of options"
        for section, values in sections.items():
            if not isinstance(values, dict):
                return f"{file}: {section} must be a section, which is a mapping of options"
    return None


def merged(text: str, options: dict[str, dict[str, object]]) -> str:
    """Return *text* with *options* (section -> option -> value; a list is a multi-valued option) put in or replaced."""
    lines = text.splitlines()
    for section, values in options.items():
        own = [line for name, value in values.items() for line in _lines(name, value)]
        lines = _with_section(lines, f"[{section}]", set(values), own)
    return "\n".join(lines) + "\n"


def differences(before: str, after: str) -> list[tuple[str, str]]:
    """Return the section and name of each option whose values are not the same in two texts, in the order of both."""
    old, new = options(before), options(after)
    return [key for key in {**old, **new} if old.get(key) != new.get(key)]


def options(text: str) -> dict[tuple[str, str], list[str]]:
    """Return the values of every option of *text* by section and name; one that is given several times has several."""
    found: dict[tuple[str, str], list[str]] = {}
    for line, section, name in _located(text.splitlines()):
        if not name or line.startswith(("[", "#", ";")):
            continue
        values = found.setdefault((section.strip("[]"), name), [])
        if _continues(line) and values:
            values[-1] += f"\n{line.strip()}"
        else:
            values.append(re.split("[=:]", line, maxsplit=1)[-1].strip())
    return found


def _lines(name: str, value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [f"{name} = {str(item).lower() if isinstance(item, bool) else item}" for item in values]


def _with_section(lines: list[str], header: str, names: set[str], own: list[str]) -> list[str]:
    """Return *lines* without the options *names* of section *header*, which begins with the lines *own* instead."""
    kept = [line for line, section, name in _located(lines) if section != header or name not in names]
    heads = [index for index, line in enumerate(kept) if line.rstrip() == header]
    if not heads:
        return [*kept, "", header, *own]
    at = heads[0] + 1
    return kept[:at] + own + kept[at:]


def _located(lines: list[str]) -> Iterator[tuple[str, str, str]]:
    """Yield each line with the header of its section and the name of the option that it sets or continues."""
    section = name = ""
    for line in lines:
        if line.startswith("["):
            section, name = line.rstrip(), ""
        elif not _continues(line):
            name = "" if line.startswith(("#", ";")) else re.split("[=:]", line, maxsplit=1)[0].strip()
        yield line, section, name


def _continues(line: str) -> bool:
    return line[:1] in (" ", "\t") and bool(line.strip())
