# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The page of a run: one file of HTML with all that it needs in it."""

from __future__ import annotations

import os
import time
from typing import Any

import jinja2
from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress.step import grouped
from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress.text import duration, number
from ansible_collections.stackwright.cloud.plugins.plugin_utils.timeline import figures
from ansible_collections.stackwright.cloud.plugins.plugin_utils.timeline.run import Play, Result, Run, Task

TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
MOST_TICKS = 10
# Beyond this part of the axis a label would not fit.
LAST_TICK = 0.97
SLOWEST = 10
# A difference below this is noise.
NOTABLE = 0.1


def page(run: Run, previous: Run | None = None) -> str:
    """Return the page of *run*, compared with the *previous* one."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(os.path.join(os.path.dirname(__file__), "template")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(duration=duration, number=number, clock=clock)
    return environment.get_template("page.html.j2").render(View(run, previous).contents())


def clock(seconds: float) -> str:
    """Return *seconds* since 1970 as a date and time of this machine's zone."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))


class View:
    """What the template shows, with places along the time in percent."""

    def __init__(self, run: Run, previous: Run | None) -> None:
        """Show *run* beside the *previous* one."""
        self.run = run
        self.previous = previous
        self.earlier = figures.earlier_seconds(previous)

    def contents(self) -> dict[str, Any]:
        """Return all variables of the template."""
        run = self.run
        restarts = figures.restarted(run)
        return {
            "run": run,
            "title": " ".join(run.playbooks),
            "state": self.state(),
            "previous": self.previous,
            "ticks": self.ticks(),
            "phases": [self.phase(play) for play in run.plays if play.hosts],
            "hosts": [self.host(time) for time in figures.host_times(run)],
            "slowest": [self.task(task) for task in figures.slowest(run, SLOWEST)],
            "between": figures.between_tasks(run),
            "changed": [self.changes(task) for task in run.tasks if task.state == "changed"],
            "restarts": restarts,
            "calls": figures.calls(run).most_common(),
            "callers": [
                (task.name, dict(result.calls)) for task in run.tasks for result in task.results if result.calls
            ],
            "gone": self.gone(),
        }

    def state(self) -> str:
        """Return how the run ended."""
        states = {result.state for result in self.run.results}
        if states & {"failed", "unreachable"}:
            return "failed"
        return "changed" if "changed" in states else "ok"

    def place(self, began: float, ended: float) -> dict[str, str]:
        """Return where a time lies, as values for CSS."""
        whole = self.run.seconds or 1.0
        return {
            "left": f"{100 * (began - self.run.began) / whole:.3f}%",
            "width": f"{100 * (ended - began) / whole:.3f}%",
        }

    def ticks(self) -> list[dict[str, str]]:
        """Return the marks of the time axis, at most ten."""
        whole = self.run.seconds or 1.0
        step = next((one for one in TICKS if whole / one <= MOST_TICKS), 7200)
        return [
            {
                "left": f"{100 * n * step / whole:.3f}%",
                "label": duration(n * step) if n * step >= 60 else f"{n * step:g} s",
            }
            for n in range(int(LAST_TICK * whole / step) + 1)
        ]

    def phase(self, play: Play) -> dict[str, Any]:
        """Return a play with its tasks."""
        tasks = [task for task in play.tasks if task.results and task.state != "skipped"]
        before = [self.earlier[task.key] for task in tasks if task.key in self.earlier]
        return {
            "name": play.name,
            "hosts": len(play.hosts),
            "seconds": play.ended - play.began,
            "share": f"{100 * (play.ended - play.began) / (self.run.seconds or 1.0):.1f}%",
            "delta": self.delta(sum(task.seconds for task in tasks), sum(before)) if before else None,
            "place": self.place(play.began, play.ended),
            "tasks": [self.task(task) for task in tasks],
        }

    def task(self, task: Task) -> dict[str, Any]:
        """Return a task with its time now and before."""
        worked = [result for result in task.results if result.state != "skipped"]
        last = max(worked, key=lambda result: result.ended)
        longest = max(task.seconds for task in self.run.tasks) or 1.0
        return {
            "name": task.name,
            "state": task.state,
            "hosts": len(worked),
            "seconds": task.seconds,
            "share": f"{100 * task.seconds / longest:.1f}%",
            "slowest_host": last.host if len(worked) > 1 else "",
            "place": self.place(task.began, task.ended),
            "delta": self.delta(task.seconds, self.earlier.get(task.key)),
            "new": self.previous is not None and task.key not in self.earlier,
        }

    def host(self, times: figures.HostTime) -> dict[str, Any]:
        """Return a host with its bars, and how it spent the run."""
        whole = (times.working + times.waiting + times.elsewhere) or 1.0
        bars = [
            self.stretch(task, result)
            for task in self.run.tasks
            for result in task.results
            if result.host == times.host and result.state != "skipped"
        ]
        shares = {name: f"{100 * getattr(times, name) / whole:.2f}%" for name in ("working", "waiting", "elsewhere")}
        return {"name": times.host, "bars": bars, "times": times, "shares": shares}

    def stretch(self, task: Task, result: Result) -> dict[str, Any]:
        """Return what a host did for a task."""
        facts = [f"{result.host}: {result.state} in {duration(result.seconds)}", *result.plan[:8]]
        more = len(result.plan) - 8
        return {
            "name": task.name,
            "state": result.state,
            "place": self.place(result.began, result.ended),
            "facts": "\n".join([*facts, f"and {more} more"] if more > 0 else facts),
        }

    def changes(self, task: Task) -> dict[str, Any]:
        """Return what a task changed, once for all hosts where it was the same."""
        plans = {result.host: list(result.plan) for result in task.results if result.state == "changed"}
        return {"name": task.name, "groups": grouped(plans)}

    def delta(self, seconds: float, before: float | None) -> dict[str, str] | None:
        """Return how much longer something took than before, None where that cannot be told."""
        if before is None:
            return None
        difference = seconds - before
        if abs(difference) < max(NOTABLE, before / 20):
            return {"kind": "same", "text": "="}
        return {
            "kind": "slower" if difference > 0 else "faster",
            "text": ("+" if difference > 0 else "-") + duration(abs(difference)),
        }

    def gone(self) -> list[str]:
        """Return the tasks that the previous run had and this one has not."""
        now = {task.key for task in self.run.tasks}
        return [task.name for task in self.previous.tasks if task.key not in now] if self.previous else []
