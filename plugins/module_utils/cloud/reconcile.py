# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""From a document to a changed cloud: list, plan, apply, and look again."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.apply import WORKERS, Outcome, apply
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import Session
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handlers import HANDLERS
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.identity import refused_passwords
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.image import digest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.actual import Actual, observed
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.document import (
    Document,
    DocumentError,
    needed_kinds,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Ref
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.names import Names, Scope
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
    files = {one.entry["file"] for one in resources if one.entry.get("file") and one.ref.kind == "images"}
    digests = {path: digest(path) for path in files}
    return Planned(plan(resources, actual, document.name, bool(pruned), digests), session)


def look(api: Api, document: Document, pruned: Collection[str] = ()) -> Actual:
    """Return what of the kinds that *document* needs is in the cloud, all lists read side by side."""
    kinds = needed_kinds(document, pruned)
    with ThreadPoolExecutor(WORKERS) as pool:
        lists = pool.map(lambda kind: HANDLERS[kind.name].listed(api, document.entries.get(kind.name, [])), kinds)
        listed = {kind.name: answers for kind, answers in zip(kinds, lists)}
    return observed(listed, Names(_scope(api)))


def _scope(api: Api) -> Scope:
    project = api.login.project
    return Scope(_named("projects", project) if project else None, _named("users", api.login.user))


def _named(kind: str, told: dict) -> Ref:
    return Ref(kind, (Ref("domains", (told["domain"]["name"],)), told["name"]))


def carried_out(plan_of: Planned) -> Outcome:
    """Carry out a plan."""
    return apply(plan_of.session, plan_of.changes)
