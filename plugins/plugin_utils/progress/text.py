# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The lines that people read: pieces of text, each with the name of its style, and the bar below them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress.step import Step

Line = list[tuple[str, str]]

SIGNS = {"failed": "✗", "unreachable": "✗", "ignored": "!", "changed": "~", "ok": "✓", "skipped": "-"}
WIDEST = 110
BAR = 20
TIME = len("  00:00")
INDENT = " " * 6


def duration(seconds: float) -> str:
    """Return *seconds* for people: 0.4 s, 12 s, 2:05, 1:00:09."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def title(name: str) -> str:
    """Return the *name* that Ansible gives to a task or play on one line, the collection of its role left out."""
    return re.sub(r"^(\w+\.){2}(\w+) : ", r"\2: ", " ".join(name.split()))


def roughly(seconds: float) -> str:
    """Return *seconds* as precisely as an estimate is: 4 s, 35 s, 3 min."""
    if seconds < 10:
        return f"{max(round(seconds), 1)} s"
    if seconds < 90:
        return f"{5 * round(seconds / 5)} s"
    return f"{round(seconds / 60)} min"


def number(count: int, noun: str) -> str:
    """Return *count* and *noun*, in the plural where it is one."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def step_line(step: Step, width: int) -> Line:
    """Return the line of a finished *step*: sign, name, hosts where there are several, and time at the right."""
    hosts = _hosts(step)
    time = duration(step.seconds)
    room = min(width, WIDEST) - 4 - TIME - (len(hosts) + 2 if hosts else 0)
    name = shortened(step.name, room)
    gap = " " * max(room - columns(name), 0)
    return [
        ("  ", ""),
        (f"{SIGNS[step.state]} ", step.state),
        (name, "changed" if step.state == "changed" else ""),
        (gap, ""),
        (f"  {hosts}{time:>{TIME}}" if hosts else f"{time:>{TIME}}", "faint"),
    ]


def _hosts(step: Step) -> str:
    if len(step.states) < 2:
        return ""
    if len(step.counts) == 1:
        return number(len(step.states), "host")
    return ", ".join(f"{count} {state}" for state, count in step.counts.items())


def plan_lines(hosts: list[str], plan: list[str], several: bool, limit: int | None) -> list[Line]:
    """Return the lines of a *plan* that *hosts* have in common, named where there are *several*; None is no limit."""
    head: list[Line] = [[(INDENT + ", ".join(hosts), "faint")]] if several else []
    indent = INDENT + "  " * several
    shown = plan if limit is None or len(plan) <= limit + 1 else plan[:limit]
    lines: list[Line] = [[(indent, ""), (line, _style_of(line))] for line in shown]
    more = len(plan) - len(shown)
    tail: list[Line] = [[(f"{indent}… and {more} more (-v shows all)", "faint")]] if more else []
    return head + lines + tail


def excerpt(lines: list[str], limit: int | None) -> list[str]:
    """Return about *limit* of the *lines* of an error that was shown before: what happened, and how it ended."""
    if limit is None or len(lines) <= limit + 1:
        return lines
    head, tail = limit // 4, limit - limit // 4
    return [*lines[:head], f"… {len(lines) - limit} more lines stand above", *lines[-tail:]]


def _style_of(line: str) -> str:
    return {"+": "added", "-": "removed", "~": "changed"}.get(line[:1], "")


def message_lines(message: Any) -> list[str]:
    """Return what `debug` has to say as lines: names and texts side by side, lists one below the other."""
    if isinstance(message, Mapping):
        texts = {str(name): message_lines(value) for name, value in message.items()}
        widest = max(map(columns, texts), default=0)
        return [
            f"{label if first else '':<{widest}}  {line}"
            for label, lines in texts.items()
            for first, line in zip([True, *[False] * len(lines)], lines)
        ]
    if isinstance(message, (list, tuple)):
        return [line for item in message for line in message_lines(item)]
    return str(message).rstrip().splitlines() or [""]


@dataclass(frozen=True)
class Position:
    """Where a run is: the phase and how many there are, the step, its hosts, and seconds past and left."""

    phase: str
    number: int
    phases: int
    step: str
    done: int
    hosts: int
    note: str = ""


def bar_line(at: Position, elapsed: float, left: float | None, fraction: float, width: int) -> Line:
    """Return the line at the bottom, no wider than *width*: a bar, the time left, and where the run is."""
    full = min(max(round(fraction * BAR), 0), BAR)
    times = duration(round(elapsed)) if elapsed >= 10 else f"{elapsed:.0f} s"
    if left is not None:
        times += f", about {roughly(left)} left"
    place = f"{at.number}/{at.phases} {at.phase}" + (f": {at.step}" if at.step else "")
    hosts = f"{at.done}/{number(at.hosts, 'host')}" if at.hosts > 1 else ""
    where = " · ".join(part for part in (place, hosts, at.note) if part)
    line = [(" ", ""), ("━" * full, "ok"), ("─" * (BAR - full), "faint"), (f" {times} · ", ""), (where, "faint")]
    return fitted(line, width)


def fitted(line: Line, width: int) -> Line:
    """Return as much of *line* as fits into *width* columns."""
    fitting: Line = []
    for text, style in line:
        short = shortened(text, width)
        fitting.append((short, style))
        width -= columns(short)
        if short != text:
            break
    return fitting


def flat(line: Line) -> str:
    """Return the text of *line* without its styles."""
    return "".join(text for text, _style in line)


def columns(text: str) -> int:
    """Return how many columns of a terminal *text* takes (Unicode annex 11: wide characters take two)."""
    return len(text) + sum(unicodedata.east_asian_width(character) in "WF" for character in text)


def shortened(text: str, room: int) -> str:
    """Return *text* in at most *room* columns."""
    if columns(text) <= room:
        return text
    while text and columns(text) > room - 1:
        text = text[:-1]
    return f"{text.rstrip()}…" if room > 0 else ""
