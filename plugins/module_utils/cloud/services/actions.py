# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What Nova does to a server after it has said yes, and why it failed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import ApiError, CloudError

# 2.84 (2020): why an action failed, for everyone.
DETAILED = {"OpenStack-API-Version": "compute 2.84"}


class Watch:
    """The actions on one server from now on."""

    def __init__(self, api: Api, path: str) -> None:
        """Watch the server at *path*."""
        self._api, self._path = api, f"{path}/os-instance-actions"
        self._known = {action["request_id"] for action in self._actions()}

    def passed(self, condition: Callable[[], Any]) -> Any:
        """Return what *condition* gives, once that is true; raise CloudError when Nova has given up since."""
        if value := condition():
            return value
        for action in self._actions():
            if action["request_id"] not in self._known and action["message"]:
                raise CloudError(f"{action['action']} failed: {self._reason(action['request_id'])}")
        return None

    def _actions(self) -> list[dict]:
        return list(self._api.request("compute", "GET", self._path)["instanceActions"])

    def _reason(self, request: str) -> str:
        try:
            action = self._api.request("compute", "GET", f"{self._path}/{request}", DETAILED)["instanceAction"]
        except ApiError as error:
            if error.status != 406:  # an older Nova
                raise
            return f"the log of nova-conductor or nova-compute says why, at {request}"
        told = [event["details"] for event in action["events"] or [] if event.get("details")]
        return told[-1].strip() if told else "Nova does not say why"
