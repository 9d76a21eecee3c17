# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""From a document to a changed cloud: list, plan, apply, and look again."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.apply import WORKERS, Outcome, apply
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.content import origin
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handler import Session
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handlers import HANDLERS
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.identity import refused_passwords
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.quota import PLACES, limits
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.actual import Actual, observed
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.document import (
    Document,
    DocumentError,
    needed_kinds,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Kind, Ref
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import KINDS
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
    for one in resources:
        if one.ref.kind == "images" and (one.entry.get("file") or one.entry.get("url")):
            one.values["file"] = origin(one.entry)
    return Planned(plan(resources, actual, document.name, bool(pruned)), session)


def look(api: Api, document: Document, pruned: Collection[str] = ()) -> Actual:
    """Return what of the kinds that *document* needs is in the cloud, all lists read side by side."""
    kinds = needed_kinds(document, pruned)
    with ThreadPoolExecutor(WORKERS) as pool:
        lists = pool.map(lambda kind: HANDLERS[kind.name].listed(api, document.entries.get(kind.name, [])), kinds)
        listed = {kind.name: answers for kind, answers in zip(kinds, lists)}
    names = Names(_scope(api))
    actual = observed(listed, names)
    if "quotas" in document.entries:
        observed({"quotas": _limits(api, document.entries["quotas"], names)}, names, actual)
    return actual


def look_at(api: Api, kinds: list[Kind]) -> tuple[Actual, list[str]]:
    """Return all there is of *kinds* and of what they refer to, and a sentence for each kind that cannot be listed."""
    needed = {kind.name for kind in kinds}
    for name in reversed(KINDS):
        if name in needed:
            needed |= {field.refers for field in KINDS[name].fields.values() if field.refers}
    listed: dict[str, list] = {}
    skipped = []

    def read(kind: Kind) -> None:
        try:
            listed[kind.name] = HANDLERS[kind.name].listed(api, None)
        except CloudError as error:
            skipped.append(f"{kind.name}: {error}")

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(read, [kind for kind in KINDS.values() if kind.name in needed and api.offers(kind.service)]))
    return observed(listed, Names(_scope(api))), sorted(skipped)


def _limits(api: Api, entries: list, names: Names) -> list:
    """Return the quotas of those projects in *entries* that exist already."""
    result = []
    for entry in entries:
        try:
            project = names.find("projects", entry["project"]) if entry.get("project") else names.scope.project
        except LookupError:
            continue
        identifier = next((each for (kind, each), ref in names.ids.items() if ref == project), None)
        if identifier:
            result.append(limits(api, identifier, [name for name in PLACES if entry.get(name)]))
    return result


def _scope(api: Api) -> Scope:
    project = api.login.project
    return Scope(_named("projects", project) if project else None, _named("users", api.login.user))


def _named(kind: str, told: dict) -> Ref:
    return Ref(kind, (Ref("domains", (told["domain"]["name"],)), told["name"]))


def carried_out(plan_of: Planned) -> Outcome:
    """Carry out a plan."""
    return apply(plan_of.session, plan_of.changes)
