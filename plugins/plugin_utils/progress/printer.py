# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Shows lines through Ansible's display: what is finished, what failed, and how the run ended."""

from __future__ import annotations

import os
import sys
from typing import Any

from ansible import constants
from ansible.utils.color import ANSIBLE_COLOR, stringc
from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress import text
from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress.failure import Failure, advice
from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress.step import Step, grouped

COLORS = {
    "failed": constants.COLOR_ERROR,
    "unreachable": constants.COLOR_UNREACHABLE,
    "ignored": constants.COLOR_WARN,
    "changed": constants.COLOR_CHANGED,
    "ok": constants.COLOR_OK,
    "skipped": constants.COLOR_SKIP,
    "added": constants.COLOR_DIFF_ADD,
    "removed": constants.COLOR_DIFF_REMOVE,
    "heading": constants.COLOR_HIGHLIGHT,
    "faint": constants.COLOR_DEBUG,
}


class Printer:
    """The lines above the bar."""

    def __init__(self, display: Any, limit: int | None, errors_to_stderr: bool) -> None:
        """Show through *display*; plans, and errors that are shown again, of more lines than *limit* are cut."""
        self._display = display
        self._limit = limit
        self._errors_to_stderr = errors_to_stderr
        self._heading = ""
        self._first: dict[tuple[str, tuple[str, ...]], str] = {}

    def phase(self, name: str, hosts: int) -> None:
        """Keep the heading of a phase until there is something to show below it."""
        self._heading = name + (f" · {text.number(hosts, 'host')}" if hosts > 1 else "")

    def heading(self) -> None:
        """Show the heading of the phase, unless it has been shown."""
        if self._heading:
            self.line([])
            self.line([(self._heading, "heading")])
            self._heading = ""

    def step(self, step: Step) -> None:
        """Show a finished step, and what there is to tell of its hosts."""
        self.heading()
        self.line(text.step_line(step, _width()))
        several = len(step.states) > 1
        plans = {host: plan for host, plan in step.plans.items() if plan and host not in step.diffs}
        for hosts, plan in grouped(plans):
            for line in text.plan_lines(hosts, plan, several, self._limit):
                self.line(line)
        for told in (step.diffs, step.texts):
            for hosts, lines in grouped(told):
                if several:
                    self.line([(text.INDENT + ", ".join(hosts), "faint")])
                self.lines(lines.strip("\n").splitlines(), deeper=several)

    def failure(self, failure: Failure, state: str, step: Step | None) -> None:
        """Show a failure at once; its *step*, when all its hosts have reported, has just been shown."""
        several = step is not None and step.expected > 1
        if step is None or not step.complete:
            self.heading()
            self.line([(f"  {text.SIGNS[state]} {failure.step}", state)])
        if several:
            self.line([(text.INDENT + failure.host, "faint")])
        first = self._first.setdefault((failure.step, failure.lines), failure.host)
        again = first != failure.host
        self.lines([f"the same as on {first}"] if again else failure.lines, state, deeper=several)

    def failures(self, failures: list[Failure]) -> None:
        """Show all *failures* again, and what to do."""
        if not failures:
            return
        self.line([])
        self.line([("What failed", "heading")])
        for hosts, (step, place, *lines) in grouped({one.host: [one.step, one.place, *one.lines] for one in failures}):
            head = f"  {text.SIGNS['failed']} {', '.join(hosts)}: {step}"
            self.line([(head, "failed"), (f"  {place}", "faint")])
            self.lines(text.excerpt(lines, self._limit), "failed")
        self.line([("What to do", "heading")])
        self.lines(advice(failures))

    def end(self, state: str, outcome: str, total: str) -> None:
        """Show the last line."""
        self.line([(f"{text.SIGNS[state]} {outcome}", state), (f"  {total}", "faint")])

    def line(self, line: text.Line) -> None:
        """Show a line, in colours on the screen and without in the log."""
        if ANSIBLE_COLOR:
            self._display.display(colored(line), screen_only=True)
            self._display.display(text.flat(line), log_only=True)
        else:
            self._display.display(text.flat(line))

    def lines(self, lines: Any, state: str = "", deeper: bool = False) -> None:
        """Show lines of one style."""
        stderr = self._errors_to_stderr and state in ("failed", "unreachable")
        indent = text.INDENT + "  " * deeper
        shown = "\n".join(f"{indent}{line}".rstrip() for line in lines)
        self._display.display(shown, color=COLORS.get(state), stderr=stderr)


def colored(line: text.Line) -> str:
    """Return *line* in the colours that Ansible is configured to use."""
    return "".join(stringc(part, COLORS[style]) if style and part else part for part, style in line)


def _width() -> int:
    return os.get_terminal_size().columns if sys.stdout.isatty() else text.WIDEST
