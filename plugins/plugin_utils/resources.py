# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""One run of a document against a cloud, from the login to the task's result."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.api import Api
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.apply import Outcome, apply
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.errors import CloudError
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.login import log_in
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.login_options import LOGIN
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.reconcile import planned
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.document import (
    Document,
    DocumentError,
    merged,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.text import (
    as_dict,
    headline,
    lines,
    summary,
)


def connected(options: Mapping[str, Any]) -> Api:
    """Return the APIs of the cloud that the login *options* of a task name; raise AnsibleActionFail."""
    login = {name: options[name] for name in LOGIN if options.get(name) is not None}
    if "ca_cert" in login:
        login["cacert"] = login.pop("ca_cert")
    try:
        return Api(log_in(login), lambda: log_in(login, fresh=True))
    except CloudError as error:
        raise AnsibleActionFail(str(error)) from error


def reconciled(
    api: Api, documents: list, absent: bool = False, pruned: Collection[str] = (), check: bool = False
) -> dict:
    """Return the result of a task that brings the cloud to *documents*.

    *pruned* are the services, as far as the cloud has them, in which what the documents own and no longer name goes.
    """
    try:
        document = merged(documents)
        pruned = [service for service in pruned if api.offers(service)]
        todo = planned(api, document, absent, pruned)
    except DocumentError as error:
        faults = "\n".join(f"- {one}" for one in error.faults)
        return {"failed": True, "msg": f"the document cannot be applied:\n{faults}"}
    except CloudError as error:
        return {"failed": True, "msg": str(error)}
    result = described(todo.changes)
    if todo.changes and not check:
        failure = _failure(apply(todo.session, todo.changes)) or _unkept(api, document, absent, pruned)
        if failure:
            return {**failure, "plan": result["plan"], "diff": result["diff"], "api_calls": api.calls}
    return {**result, "api_calls": api.calls}


def described(changes: list) -> dict:
    """Return the part of a result that says what *changes*."""
    return {
        "changed": bool(changes),
        "summary": summary(changes),
        "plan": [headline(change) for change in changes],
        "changes": [as_dict(change) for change in changes],
        "diff": {"prepared": lines(changes)},
    }


def _failure(outcome: Outcome) -> dict | None:
    if not outcome.failures:
        return None
    text = [f"- {label}: {reason}" for label, reason in outcome.failures.items()]
    if outcome.left:
        text.append(f"not begun because of that: {', '.join(outcome.left)}")
    return {
        "failed": True,
        "changed": bool(outcome.done),
        "msg": f"{len(outcome.done)} changes done, {len(outcome.failures)} failed; "
        "another run goes on from here:\n" + "\n".join(text),
        "done": [headline(change) for change in outcome.done],
    }


def _unkept(api: Api, document: Document, absent: bool, pruned: Collection[str]) -> dict | None:
    """Look again, and return what is not as it was asked to be."""
    try:
        left = lines(planned(api, document, absent, pruned).changes)
    except (CloudError, DocumentError) as error:
        return {"failed": True, "changed": True, "msg": f"everything was done, but looking at it again failed: {error}"}
    text = "the cloud accepted this and did not keep it:\n" + left
    return {"failed": True, "changed": True, "msg": text} if left else None
