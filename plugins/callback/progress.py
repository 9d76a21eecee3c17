# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
name: progress
type: stdout
short_description: Show how far a run is, how long it still takes, and what it changes
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Prints one line for each finished task, with the hosts that changed and the time it took, and below it what changed
    in the task's own words (its C(plan)), or with C(--diff) its diff.
  - At the bottom of a terminal a bar shows the play, the task, its hosts, the time that has passed and, from the second
    run on, the time that is left. It is estimated from what each task took in earlier runs of the same playbooks.
  - Errors are printed in full at once, and again at the end with what to do about them. Long ones are shortened there,
    unless with C(-v).
  - Where the output is no terminal, or another program shows it (ansible-runner, ansible-navigator, AWX), there is no
    bar, and the hosts' counters are printed at the end as by P(ansible.builtin.default#callback).
  - With C(-v) results are shown, and the whole of long plans. With O(display_ok_hosts=false) only tasks that changed
    something or failed have a line.
options:
  progress_bar:
    description: Whether to draw the bar, where the output is a terminal.
    type: bool
    default: true
    env:
      - name: STACKWRIGHT_PROGRESS_BAR
    ini:
      - section: callback_progress
        key: bar
  progress_directory:
    description:
      - Where the times of earlier runs are kept, a file of some kilobytes for each kind of run.
      - By default C(stackwright/progress) in Ansible's home, C(~/.ansible).
    type: path
    env:
      - name: STACKWRIGHT_PROGRESS_DIRECTORY
    ini:
      - section: callback_progress
        key: directory
extends_documentation_fragment:
  - default_callback
  - result_format_callback
requirements:
  - to be set as C(stdout_callback)
"""

EXAMPLES = r"""
ansible.cfg: |
  [defaults]
  stdout_callback = stackwright.cloud.progress
"""

import os
import sys
import time
from typing import Any

from ansible import constants, context
from ansible.playbook.task_include import TaskInclude
from ansible.plugins.callback.default import CallbackModule as Default
from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress import text
from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress.failure import Failure, failure
from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress.memory import Memory, identity, learned
from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress.printer import Printer, colored
from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress.run import Run
from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress.screen import Screen, Ticker

PROMPTS = ("pause", "ansible.builtin.pause")
STEPWISE = ("linear", "ansible.builtin.linear", "debug", "ansible.builtin.debug")
LIMIT = 12
# Where there is no bar, a long task says so often that it lives.
HEARTBEAT = 60.0


class CallbackModule(Default):
    """Tells the run what happens, and the printer what to show of it."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "stackwright.cloud.progress"

    def __init__(self) -> None:
        super().__init__()
        self._run: Run | None = None
        self._life: Screen | Ticker | None = None
        self._failures: list[Failure] = []

    def v2_playbook_on_start(self, playbook: Any) -> None:
        super().v2_playbook_on_start(playbook)
        if self._run is None:
            self._begin()
        self._run.begin_playbook(len(playbook.get_plays()))

    def v2_playbook_on_vars_prompt(self, *_arguments: Any, **_keywords: Any) -> None:
        self._live(False)

    def v2_playbook_on_play_start(self, play: Any) -> None:
        self._finish_all()
        self._play = play
        hosts = play.get_variable_manager().get_vars(play=play, include_hostvars=False).get("ansible_play_batch") or []
        name = text.title(play.get_name())
        self._run.begin_phase(name, hosts)
        self._printer.phase(name, len(hosts))
        self._live(True)

    def v2_playbook_on_no_hosts_matched(self) -> None:
        self._printer.heading()
        self._printer.line([("  - no hosts", "skipped")])

    def v2_playbook_on_no_hosts_remaining(self) -> None:
        pass  # what failed is said at the end

    def _task_start(self, task: Any, prefix: str | None = None) -> None:
        if self._play.strategy in STEPWISE:
            self._finish_all()
        name = text.title(task.get_name()) + (" (handler)" if prefix == "RUNNING HANDLER" else "")
        expected = 1 if task.run_once else max(len(self._run.hosts), 1)
        self._run.begin_step(task._uuid, name, time.monotonic(), expected)
        if self.get_option("display_ok_hosts"):
            self._printer.heading()
        if self._display.verbosity >= 2:
            self._print_task_path(task)
        self._live(task.action not in PROMPTS)

    def v2_runner_retry(self, result: Any) -> None:
        self._run.note = f"attempt {result.result.get('attempts')} of {result.result.get('retries')}"

    def v2_runner_on_async_poll(self, result: Any) -> None:
        self._run.note = f"in the background on {result.host.get_name()}"

    def v2_runner_on_async_ok(self, result: Any) -> None:
        pass  # its result comes too

    def v2_runner_on_async_failed(self, result: Any) -> None:
        pass  # its result comes too

    def v2_playbook_on_include(self, included_file: Any) -> None:
        if self._display.verbosity:
            super().v2_playbook_on_include(included_file)

    def v2_runner_item_on_ok(self, result: Any) -> None:
        self._count_item(result)
        self._keep_text(result, label=self._get_item_label(result.result))

    def v2_runner_item_on_failed(self, result: Any) -> None:
        self._count_item(result)

    def v2_runner_item_on_skipped(self, result: Any) -> None:
        self._count_item(result)

    def v2_on_file_diff(self, result: Any) -> None:
        step = self._run.step(result.task._uuid)
        items = result.result.get("results") if result.task.loop else None
        shown = [one for one in items or [result.result] if one.get("diff") and one.get("changed")]
        if step and shown:
            step.diffs[result.host.get_name()] = "".join(self._get_diff(one["diff"]) for one in shown)

    def v2_runner_on_ok(self, result: Any) -> None:
        if isinstance(result.task, TaskInclude):
            return
        step, plan = self._run.step(result.task._uuid), result.result.get("plan")
        if step and result.is_changed() and isinstance(plan, list):
            step.plans[result.host.get_name()] = [str(line) for line in plan]
        if not result.task.loop:
            self._keep_text(result)
        self._report(result, "changed" if result.is_changed() else "ok")

    def v2_runner_on_skipped(self, result: Any) -> None:
        self._report(result, "skipped")

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self._fail(result, "ignored" if ignore_errors else "failed")

    def v2_runner_on_unreachable(self, result: Any) -> None:
        self._fail(result, "ignored" if result.task.ignore_unreachable else "unreachable")

    def v2_playbook_on_stats(self, stats: Any) -> None:
        self._finish_all()
        broken = {host for host in stats.processed if stats.failures.get(host) or stats.dark.get(host)}
        if not self._run.in_last_playbook and not broken:
            return
        self._live(False)
        self._memory.remember(learned(self._history, self._run.seen, finished=not broken))
        self._printer.failures([one for one in self._failures if one.host in broken])
        if isinstance(self._life, Screen) and not self._display.verbosity:
            self._printer.line([])
        else:
            super().v2_playbook_on_stats(stats)
        self._end(len(stats.processed), len(broken))

    def _begin(self) -> None:
        arguments = context.CLIARGS
        usual = os.path.join(constants.ANSIBLE_HOME, "stackwright/progress")
        directory = self.get_option("progress_directory") or usual
        self._memory = Memory(directory, identity(arguments, os.getcwd()))
        self._history = self._memory.recall()
        playbooks = arguments.get("args") or ""
        self._run = Run(self._history, 1 if isinstance(playbooks, str) else len(playbooks), time.monotonic())
        limit = None if self._display.verbosity or arguments.get("check") else LIMIT
        self._printer = Printer(self._display, limit, self.get_option("display_failed_stderr"))
        # Under ansible-runner this class is only a parent of the one that Ansible loads; the terminal is not ours.
        if self.CALLBACK_NAME != CallbackModule.CALLBACK_NAME:
            return
        if self.get_option("progress_bar") and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb":
            self._life = Screen(self._display, self._bar)
        else:
            self._life = Ticker(self._beat, HEARTBEAT)

    def _live(self, on: bool) -> None:
        if self._life:
            (self._life.start if on else self._life.stop)()

    def _bar(self, width: int) -> str:
        now = time.monotonic()
        elapsed, left, fraction = now - self._run.began, self._run.left(now), self._run.fraction(now)
        return colored(text.bar_line(self._run.position(), elapsed, left, fraction, width))

    def _beat(self) -> None:
        now, at = time.monotonic(), self._run.position()
        if at.step:
            left = self._run.left(now)
            more = "" if left is None else f", about {text.roughly(left)} left"
            since = f"{text.duration(now - self._run.began)} since the start{more}"
            self._printer.line([(f"  … {at.step}, {since}", "faint")])
            sys.stdout.flush()

    def _count_item(self, result: Any) -> None:
        self._handle_warnings(result.result)
        step = self._run.step(result.task._uuid)
        if step:
            step.results += 1

    def _keep_text(self, result: Any, label: Any = None) -> None:
        """Keep what a result has to say, to be shown when the step is finished."""
        step, host = self._run.step(result.task._uuid), result.host.get_name()
        if not step or not self._run_is_verbose(result):
            return
        self._clean_results(result.result, result.task.action)
        if result.task.action in constants._ACTION_DEBUG:
            data = {key: value for key, value in result.result.items() if not key.startswith("_")}
            told = "\n".join(text.message_lines(data.get("msg", data)))
        else:
            told = ("" if label is None else f"{label}:") + self._dump_results(result.result).rstrip()
        step.texts[host] = f"{step.texts[host]}\n{told}" if host in step.texts else told

    def _report(self, result: Any, state: str) -> None:
        self._handle_warnings(result.result)
        step = self._run.step(result.task._uuid)
        if not step:
            return
        step.report(result.host.get_name(), state, time.monotonic())
        if step.complete:
            self._finish(result.task._uuid)
        elif isinstance(self._life, Screen):
            self._life.draw()

    def _fail(self, result: Any, state: str) -> None:
        host, step = result.host.get_name(), self._run.step(result.task._uuid)
        name = step.name if step else text.title(result.task.get_name())
        found = failure(host, name, result.task.get_path() or "", result.result, state == "unreachable")
        self._report(result, state)
        self._printer.failure(found, state, step)
        if self._display.verbosity >= 3 and not result.result.get("_ansible_no_log"):
            self._handle_exception(result.result)
        if state in ("failed", "unreachable"):
            self._failures.append(found)
            self._run.hosts.discard(host)

    def _finish_all(self) -> None:
        for identifier in self._run.at_work():
            self._finish(identifier)

    def _finish(self, identifier: str) -> None:
        step = self._run.finish_step(identifier)
        if not step.states or (step.state == "skipped" and not self.get_option("display_skipped_hosts")):
            return
        if step.state != "ok" or step.texts or self.get_option("display_ok_hosts"):
            self._printer.step(step)

    def _end(self, hosts: int, broken: int) -> None:
        changed, verb = self._run.changed, "would change" if context.CLIARGS.get("check") else "changed"
        changes = f"{text.number(changed, 'task')} {verb} something" if changed else f"nothing {verb}"
        outcome = f"Failed on {text.number(broken, 'host')} after" if broken else "Done in"
        seconds = text.duration(time.monotonic() - self._run.began)
        total = f"{text.number(hosts, 'host')}, {text.number(self._run.worked, 'task')}, {changes}"
        self._printer.end("failed" if broken else "changed" if changed else "ok", f"{outcome} {seconds}", total)
