# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Any document, once applied, is what the cloud holds: nothing is left to change, and an export says the same."""

from __future__ import annotations

import stub_cloud
from documents import documents
from hypothesis import HealthCheck, given, settings
from runs import Runs

relaxed = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


@relaxed
@given(documents())
def test_applied_document_leaves_nothing_to_change(document):
    with stub_cloud.running() as cloud:
        runs = Runs(stub_cloud.login(cloud))
        announced = runs.applied(document, check=True)
        assert runs.applied(document) == announced
        assert runs.applied(document, check=True, prune=True) == []
        assert runs.applied(runs.exported(), check=True) == []


@relaxed
@given(documents(), documents())
def test_any_document_becomes_any_other(first, second):
    with stub_cloud.running() as cloud:
        runs = Runs(stub_cloud.login(cloud))
        for kind in [kind for kind in second if kind != "name"]:
            # What cannot be changed in place may be replaced.
            second[kind] = [{**entry, "replace": True} for entry in second[kind]]
        runs.applied(first)
        runs.applied(second, prune=True)
        assert runs.applied(second, check=True, prune=True) == []


@relaxed
@given(documents())
def test_absent_document_leaves_nothing_behind(document):
    with stub_cloud.running() as cloud:
        runs = Runs(stub_cloud.login(cloud))
        before = runs.exported()
        runs.applied(document)
        runs.applied(document, absent=True)
        assert runs.exported() == before
