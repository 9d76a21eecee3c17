# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What Nova does to a server after it has said yes, and why it failed."""

from __future__ import annotations

from collections.abc import Callable

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import CloudError


class Watch:
    """The actions on one server from now on."""

    def __init__(self, api: Api, path: str) -> None:
        """Watch the server at *path*."""
        self._api, self._path = api, f"{path}/os-instance-actions"
        self._known = {action["request_id"] for action in self._actions()}

    def passed(self, condition: Callable[[], bool]) -> bool:
        """Return whether *condition* holds; raise CloudError when Nova has given up since."""
        if condition():
            return True
        for action in self._actions():
            if action["request_id"] not in self._known and action["message"]:
                raise CloudError(f"{action['action']} failed: {self._reason(action['request_id'])}")
        return False

    def _actions(self) -> list[dict]:
        return list(self._api.request("compute", "GET", self._path)["instanceActions"])

    def _reason(self, request: str) -> str:
        """Return the last line of what Nova tells administrators."""
        events = self._api.request("compute", "GET", f"{self._path}/{request}")["instanceAction"]["events"]
        told = [event["traceback"].strip().splitlines() for event in events or [] if event.get("traceback")]
        # The innermost event is told last, and its exception may have no words of its own.
        return told[-1][-1].strip() if told else f"the log of nova-compute or nova-conductor says why, at {request}"
