# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Makes one plan of what the tasks of a run in check mode reported, shows it, keeps it, compares it with another."""

from __future__ import annotations

import datetime
import json
import os
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.review.comparison import differences, faults
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.review.merge import Outcome, merged
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.review.model import FORMAT, Plan
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.review.text import lines, summary
from ansible_collections.stackwright.cloud.plugins.plugin_utils import private_files
from ansible_collections.stackwright.cloud.plugins.plugin_utils.variables import CloudVariables

ARGUMENTS = {
    "results": {"type": "list", "elements": "dict", "required": True},
    "against": {"type": "raw"},
    "file": {"type": "path"},
    "fail_on_changes": {"type": "bool", "default": False},
}
COLORS = {"+": "green", "~": "yellow", "-": "red", "?": "purple"}


class ActionModule(ActionBase):
    """Reads what the run's tasks registered; no host is contacted."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Merge, show, keep, compare."""
        result = super().run(tmp, task_vars)
        _validated, options = self.validate_argument_spec(argument_spec=ARGUMENTS)
        plan = self._plan(options["results"], task_vars or {})
        given = self._given(options["against"], plan["cloud"])
        for line in lines(plan):
            self._display.display(line, color=COLORS.get(line.strip()[:1]))
        if options["file"]:
            text = json.dumps(plan, indent=2, ensure_ascii=False) + "\n"
            private_files.write(os.path.abspath(options["file"]), text.encode())
        other = differences(given, plan) if given else []
        if other:
            raise AnsibleActionFail("what would change is no longer the plan that is given:\n" + "\n".join(other))
        if options["fail_on_changes"] and (plan["changes"] or plan["unknown"]):
            raise AnsibleActionFail(f"the cloud is not as it should be: {summary(plan)}")
        # AWX hands these on to the next job of a workflow, as extra variables.
        stats = {"data": {"plan": plan}, "per_host": False, "aggregate": False}
        return {**result, "changed": False, "plan": plan, "summary": summary(plan), "ansible_stats": stats}

    def _plan(self, results: list[dict[str, str]], task_vars: dict[str, Any]) -> Plan:
        variables = CloudVariables(self._loader, self._templar, task_vars)
        hosts = list(task_vars["ansible_play_hosts_all"])
        registered = {host: task_vars["hostvars"].raw_get(host) for host in hosts}
        changes, unknown = merged(
            Outcome(host, source["module"], registered[host][source["variable"]])
            for source in results
            for host in hosts
            if source["variable"] in registered[host]
        )
        plan: Plan = {
            "format": FORMAT,
            "cloud": variables["stackwright_cloud"],
            "release": variables["stackwright_release"],
            "made": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
            "hosts": hosts,
            "changes": changes,
            "unknown": unknown,
        }
        # As it is read back: without the marks that Ansible puts on texts.
        return json.loads(json.dumps(plan))

    def _given(self, against: Any, cloud: str) -> Plan | None:
        """Return the plan to hold against, which is a mapping or the path of a file."""
        if against is None:
            return None
        name = f"plan {against}" if isinstance(against, str) else "the plan"
        given = self._read(against) if isinstance(against, str) else against
        wrong = faults(given, cloud)
        if wrong:
            raise AnsibleActionFail(f"{name} cannot be applied: {'; '.join(wrong)}")
        return json.loads(json.dumps(given))

    def _read(self, path: str) -> Any:
        try:
            with open(os.path.expanduser(path), encoding="utf-8") as file:
                return json.load(file)
        except OSError as error:
            raise AnsibleActionFail(f"plan {path} cannot be read: {error.strerror}") from error
        except ValueError as error:
            raise AnsibleActionFail(f"plan {path} is not JSON: {error}") from error
