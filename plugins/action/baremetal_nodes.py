# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Brings bare-metal nodes to a document; all of it runs on the controller."""

from __future__ import annotations

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.login_options import LOGIN
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.fields import STATES
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.steps import ACTIONS
from ansible_collections.stackwright.cloud.plugins.plugin_utils.baremetal import bring
from ansible_collections.stackwright.cloud.plugins.plugin_utils.documents import read_documents
from ansible_collections.stackwright.cloud.plugins.plugin_utils.resources import connected

OPTIONS = {
    **LOGIN,
    "document": {"type": "raw"},
    "secrets": {"type": "dict", "no_log": True},
    "nodes": {"type": "list", "elements": "str"},
    "state": {"choices": list(STATES)},
    "action": {"choices": list(ACTIONS)},
    "undeploy": {"type": "bool", "default": False},
    "at_once": {"type": "int", "default": 50},
    "timeout": {"type": "int", "default": 3600},
    "max_failures": {"type": "int"},
}
display = Display()


class ActionModule(ActionBase):
    """All of `stackwright.cloud.baremetal_nodes`."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp=None, task_vars=None) -> dict:
        """Read the documents, plan, carry out unless in check mode, and return the result."""
        result = super().run(tmp, task_vars)
        _validated, options = self.validate_argument_spec(argument_spec=OPTIONS)
        documents = [] if options["document"] is None else read_documents(self, options["document"])
        result.update(bring(connected(options), documents, options, self._task.check_mode, _tell))
        return result


def _tell(node: str, step: str, end: str) -> None:
    """Show the operator how each node ends, and each of its steps where asked for (`-v`)."""
    if end:
        display.display(f"  {node}: {end}")
    else:
        display.v(f"  {node}: {step} done")
