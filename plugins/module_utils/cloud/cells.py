# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Lists of Nova's that are whole: while a cell does not answer, Nova tells of what is in it by id alone."""

from __future__ import annotations

import time

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import CloudError

# https://docs.openstack.org/api-guide/compute/down_cells.html
UNKNOWN = "UNKNOWN"
ATTEMPTS = 4


def whole(api: Api, path: str, collection: str) -> list:
    """Return all of a list of Nova's; raise CloudError when a cell stays silent, for what is missing is not gone."""
    for attempt in range(ATTEMPTS):
        found = api.all_pages("compute", path, collection)
        if not any(one["status"] == UNKNOWN for one in found):
            return found
        time.sleep(attempt)
    raise CloudError(f"Nova does not know all of its {collection} now: a cell, its database or its queue is down")
