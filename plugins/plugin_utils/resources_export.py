# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""One export of what a cloud holds, from the login to the document."""

from __future__ import annotations

from typing import Any

from ansible.errors import AnsibleActionFail
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.look import look_at, look_at_quotas
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.nearest import unknown_names
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.export import UNTOLD, Export, exported
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Ref
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import KINDS
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.names import Names


def export(api: Api, kinds: list[str] | None, projects: list[str], all_projects: bool) -> Export:
    """Return what *api* tells of *kinds* (None: all that the cloud has) and *projects* (none: the login's own)."""
    wrong = unknown_names(kinds or [], set(KINDS) - UNTOLD, "kinds")
    if wrong:
        raise AnsibleActionFail("; ".join(wrong))
    wanted = [KINDS[name] for name in kinds or KINDS if name not in UNTOLD]
    try:
        actual, skipped = look_at(api, wanted)
        chosen = None if all_projects else _projects(actual.names, projects)
        if KINDS["quotas"] in wanted:
            look_at_quotas(api, actual, chosen)
        result = exported(actual, {kind.name for kind in wanted}, chosen)
    except (CloudError, LookupError) as error:
        raise AnsibleActionFail(str(error)) from error
    return Export(result.document, skipped + result.skipped)


def _projects(names: Names, wanted: list[str]) -> set[Ref]:
    found: list[Any] = [names.find("projects", name) for name in wanted] or [names.scope.project]
    return set(found)
