# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""From a document to a plan for one cloud."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.content import origin
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.look import look
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.services.identity import refused_passwords
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.session import Session
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.document import (
    Document,
    DocumentError,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.plan import plan, plan_absent
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.wanted import wanted


@dataclass(frozen=True)
class Planned:
    """A plan, and the session in which it can be carried out."""

    changes: list
    session: Session


def planned(api: Api, document: Document, absent: bool = False, pruned: Collection[str] = ()) -> Planned:
    """Return what has to change for the cloud to hold *document*, or with *absent* to hold nothing of it.

    *pruned* are the services in which what the document owns and no longer names is deleted.
    """
    if pruned and not document.name:
        raise DocumentError(["prune needs the document to have a name: it deletes only what is marked with that"])
    actual = look(api, document, pruned)
    session = Session(api, actual)
    resources = wanted(document, actual.names)
    if absent:
        return Planned(plan_absent(resources, actual, document.name), session)
    refused_passwords(api, resources, session)
    for one in resources:
        if one.ref.kind == "images" and (one.entry.get("file") or one.entry.get("url")):
            one.values["file"] = origin(one.entry)
    return Planned(plan(resources, actual, document.name, bool(pruned)), session)
