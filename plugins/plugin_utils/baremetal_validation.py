# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""One validation of a document's nodes, to the task's result."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.baremetal import Ironic
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.document import NodesError, merged
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.plan import chosen
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.validation import outcome, validate


def validated(api: Api, documents: list, secrets: Mapping[str, str], names: Collection[str]) -> dict[str, Any]:
    """Return the result of a task that validates the nodes of *documents* that *names* limit it to."""
    try:
        nodes = chosen(merged(documents, secrets), secrets, names)
        results = validate(nodes, Ironic(api).known().nodes)
    except NodesError as error:
        text = "\n".join(f"- {fault}" for fault in error.faults)
        return {"failed": True, "msg": f"the document cannot be used:\n{text}"}
    except CloudError as error:
        return {"failed": True, "msg": str(error)}
    return outcome(results)
