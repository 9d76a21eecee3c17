# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What is in a cloud: all lists that are needed, read side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import ApiError, CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.handlers import HANDLERS
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.services.quota import (
    PLACES,
    limits,
    own_limits,
    usual_limits,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.side_by_side import side_by_side
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.actual import Actual, observed
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.document import (
    Document,
    DocumentError,
    needed_kinds,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import Kind, Ref
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import KINDS
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.names import Names, Scope


def look(api: Api, document: Document, pruned: Collection[str] = ()) -> Actual:
    """Return what of the kinds that *document* needs is in the cloud; *pruned* are services to look through as well.

    Raises DocumentError with every kind of the document whose service the cloud lacks.
    """
    lacking = [kind for kind in document.kinds() if kind.path and not api.offers(kind.service, certainly=True)]
    if lacking:
        raise DocumentError([f"{kind.name} cannot be kept here: {api.lacks(kind.service)}" for kind in lacking])
    kinds = needed_kinds(document, pruned)
    lists = side_by_side(lambda kind: _listed(api, kind, document), kinds)
    names = Names(_scope(api))
    actual = observed({kind.name: answers for kind, answers in zip(kinds, lists)}, names)
    if quotas := document.entries.get("quotas"):
        known = [(entry, identifier) for entry in quotas for identifier in _project_of(entry, names)]
        found = side_by_side(lambda pair: limits(api, pair[1], [name for name in PLACES if pair[0].get(name)]), known)
        observed({"quotas": found}, names, actual)
    return actual


def look_at(api: Api, kinds: Iterable[Kind]) -> tuple[Actual, list[str]]:
    """Return all there is of *kinds* and of what they refer to, and a sentence for each kind that cannot be listed."""
    needed: set[str] = set()
    queue = [kind.name for kind in kinds]
    while queue:
        name = queue.pop()
        needed.add(name)
        referred = {one for field in KINDS[name].fields for one in KINDS[name].refers(field)}
        queue += referred - needed
    listed: dict[str, list] = {}
    skipped = []

    def read(kind: Kind) -> None:
        try:
            listed[kind.name] = HANDLERS[kind.name].listed(api, None)
        except CloudError as error:
            skipped.append(f"{kind.name}: {error}")

    side_by_side(read, [kind for name, kind in KINDS.items() if name in needed and api.offers(kind.service)])
    return observed(listed, Names(_scope(api))), sorted(skipped)


def look_at_quotas(api: Api, actual: Actual, projects: Collection[Ref] | None) -> None:
    """Add to *actual* the limits that *projects* (None: all) have of their own."""
    chosen = [one.id for ref, [one, *_more] in actual.found.items() if ref.kind == "projects"]
    if projects is not None:
        chosen = [actual.found[ref][0].id for ref in projects if ref in actual.found]
    usual = usual_limits(api, chosen[0]) if chosen else {}
    found = side_by_side(lambda project: own_limits(api, project, usual), chosen)
    observed({"quotas": found}, actual.names, actual)


def _listed(api: Api, kind: Kind, document: Document) -> list:
    entries = document.entries.get(kind.name, [])
    try:
        return HANDLERS[kind.name].listed(api, entries)
    except ApiError as error:
        # What a login may not even list, it has made nothing of and cannot prune.
        if error.status == 403 and not entries:
            return []
        raise


def _project_of(entry: dict, names: Names) -> list[str]:
    """Return the id of the project whose quota *entry* is, nothing when it is yet to be made."""
    try:
        project = names.find("projects", entry["project"]) if entry.get("project") else names.scope.project
    except LookupError:
        return []
    return [identifier for (_kind, identifier), ref in names.ids.items() if ref == project][:1]


def _scope(api: Api) -> Scope:
    project = api.login.project
    return Scope(_named("projects", project) if project else None, _named("users", api.login.user))


def _named(kind: str, told: dict) -> Ref:
    return Ref(kind, (Ref("domains", (told["domain"]["name"],)), told["name"]))
