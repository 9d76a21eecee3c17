# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
name: timeline
type: aggregate
short_description: Keep a timeline of each run, as JSON lines and as a page to look at
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Records when each task ran on which host, whether it changed something and what, in its own words (its C(plan)).
  - At the end it writes one page of HTML that needs nothing else, no network either. It shows hosts by time, phases,
    the slowest tasks, restarted containers, calls of APIs, how long hosts waited for each other, and all of it beside
    the last run of the same playbooks.
  - Results of tasks with C(no_log) leave no trace but their time. Arguments, diffs and messages are never recorded.
options:
  timeline_directory:
    description:
      - Where timelines are kept.
      - By default C(stackwright/timeline) in Ansible's home, C(~/.ansible).
    type: path
    env:
      - name: STACKWRIGHT_TIMELINE_DIRECTORY
    ini:
      - section: callback_timeline
        key: directory
  timeline_keep:
    description: How many timelines of each playbook are kept.
    type: int
    default: 20
    env:
      - name: STACKWRIGHT_TIMELINE_KEEP
    ini:
      - section: callback_timeline
        key: keep
requirements:
  - to be named in C(callbacks_enabled)
"""

EXAMPLES = r"""
ansible.cfg: |
  [defaults]
  callbacks_enabled = stackwright.cloud.timeline
"""

import os
import time
from typing import Any

from ansible import constants, context
from ansible.plugins.callback import CallbackBase
from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress.memory import identity
from ansible_collections.stackwright.cloud.plugins.plugin_utils.progress.text import title
from ansible_collections.stackwright.cloud.plugins.plugin_utils.timeline.record import facts
from ansible_collections.stackwright.cloud.plugins.plugin_utils.timeline.run import SCHEMA
from ansible_collections.stackwright.cloud.plugins.plugin_utils.timeline.store import Timeline, prune


class CallbackModule(CallbackBase):
    """Writes each event down, and has the page made at the end."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "stackwright.cloud.timeline"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._timeline: Timeline | None = None
        self._begun = self._number = 0
        self._tasks: dict[str, int] = {}
        self._starts: dict[tuple[str, str], float] = {}

    def v2_playbook_on_start(self, playbook: Any) -> None:
        self._begun += 1
        if self._timeline:
            return
        arguments = context.CLIARGS
        given = arguments.get("args") or ""
        self._playbooks = [given] if isinstance(given, str) else list(given)
        usual = os.path.join(constants.ANSIBLE_HOME, "stackwright/timeline")
        directory = self.get_option("timeline_directory") or usual
        name = os.path.splitext(os.path.basename(playbook._file_name))[0]
        self._timeline = Timeline(directory, name)
        self._timeline.add(
            "run",
            time.time(),
            schema=SCHEMA,
            identity=identity(arguments, os.getcwd()),
            playbooks=self._playbooks,
            check=bool(arguments.get("check")),
        )

    def v2_playbook_on_play_start(self, play: Any) -> None:
        hosts = play.get_variable_manager().get_vars(play=play, include_hostvars=False).get("ansible_play_batch") or []
        self._tasks.clear()
        self._timeline.add("play", time.time(), name=title(play.get_name()), hosts=[str(host) for host in hosts])

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        # With strategy `free` a task begins once for each host.
        if task._uuid in self._tasks:
            return
        self._number += 1
        self._tasks[task._uuid] = self._number
        self._timeline.add("task", time.time(), name=title(task.get_name()))

    def v2_playbook_on_handler_task_start(self, task: Any) -> None:
        self.v2_playbook_on_task_start(task, False)

    def v2_runner_on_start(self, host: Any, task: Any) -> None:
        self._starts[host.get_name(), task._uuid] = time.time()

    def v2_runner_on_ok(self, result: Any) -> None:
        self._add(result, "changed" if result.is_changed() else "ok")

    def v2_runner_on_skipped(self, result: Any) -> None:
        self._add(result, "skipped")

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self._add(result, "ignored" if ignore_errors else "failed")

    def v2_runner_on_unreachable(self, result: Any) -> None:
        self._add(result, "unreachable")

    def v2_playbook_on_stats(self, stats: Any) -> None:
        broken = any(stats.failures.values()) or any(stats.dark.values())
        if self._begun < len(self._playbooks) and not broken:
            return
        self._timeline.add("end", time.time())
        path = self._timeline.write_page()
        prune(self._timeline.directory, self.get_option("timeline_keep"))
        self._display.display(f"  Timeline: {path}", color=constants.COLOR_DEBUG)

    def _add(self, result: Any, state: str) -> None:
        now, host, task = time.time(), result.host.get_name(), result.task._uuid
        if task in self._tasks:
            began = round(self._starts.pop((host, task), now), 4)
            known = facts(result.result)
            self._timeline.add("result", now, task=self._tasks[task], host=host, began=began, state=state, **known)
