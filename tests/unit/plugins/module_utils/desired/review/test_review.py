# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""From results to one plan, its text, and two plans against each other."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import jsonschema
import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.entry import as_result, made, set_anew
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.review.comparison import differences, faults
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.review.merge import Outcome, merged
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.review.text import lines, summary

SCHEMA = json.loads((Path(__file__).parents[6] / "docs/plan.schema.json").read_text())
CONF = "/etc/nova/nova.conf"


def restarted(name: str, digest: str = "0123456789ab") -> dict:
    """Return the result of a converge that restarts container *name* because of one option."""
    option = {"file": CONF, "section": "DEFAULT", "option": "debug", "before": None, "after": "true"}
    change = {
        "action": "replace",
        "container": name,
        "service": "nova",
        "reasons": [f"file {CONF}"],
        "files": [CONF],
        "options": [option],
        "specification": digest,
    }
    header = f"{name}:{CONF}"
    texts = {"before": "[DEFAULT]\nworkers = 1\n", "after": "[DEFAULT]\nworkers = 1\ndebug = true\n"}
    diff = [{"prepared": f"~ {name}: file {CONF}\n"}, {**texts, "before_header": header, "after_header": header}]
    return {"changed": True, "changes": [change], "diff": diff}


REMOVED = {"action": "remove", "container": "old", "service": "nova", "reasons": ["no longer wanted here"], "files": []}
ENDPOINT = {
    "action": "update",
    "kind": "endpoints",
    "name": "n",
    "label": "endpoint of image (public)",
    "id": "1",
    "fields": {"url": {"before": "https://a", "after": "https://b"}},
}
OUTCOMES = [
    Outcome("compute1", "secrets", as_result([made("secret", "key", "password")], [])),
    Outcome("compute2", "secrets", as_result([made("secret", "key", "password")], [])),
    Outcome("compute1", "access", as_result([set_anew("file", "clouds.yaml", "content")], [])),
    Outcome("compute1", "host", {"changed": False, "changes": [], "diff": []}),
    Outcome("compute1", "images", {"skipped": True}),
    Outcome("compute1", "converge", restarted("nova_compute")),
    Outcome("compute2", "converge", restarted("nova_compute", "another digest")),
    Outcome("control1", "converge", {"changes": [REMOVED], "diff": [{"prepared": "- old: no longer wanted here\n"}]}),
    Outcome("control1", "registry", as_result([], [{"what": "databases", "why": "the server does not run"}])),
    Outcome("control1", "catalogue", {"changes": [ENDPOINT], "diff": {"prepared": "~ endpoint\n"}}),
]


def plan_of(outcomes: list[Outcome]) -> dict:
    changes, unknown = merged(outcomes)
    return {
        "format": 1,
        "cloud": "test",
        "release": "2026.1",
        "made": "2026-11-25T18:00:00+00:00",
        "hosts": ["control1", "compute1", "compute2"],
        "changes": changes,
        "unknown": unknown,
    }


def test_plan_has_the_published_form():
    jsonschema.validate(json.loads(json.dumps(plan_of(OUTCOMES))), SCHEMA)
    jsonschema.validate(plan_of([]), SCHEMA)


def test_what_concerns_the_whole_cloud_is_there_once():
    secrets = [change for change in plan_of(OUTCOMES)["changes"] if change["kind"] == "secret"]
    assert [(change["host"], change["name"]) for change in secrets] == [("", "key")]


def test_text_says_what_happens_where_and_why():
    assert "\n".join(lines(plan_of(OUTCOMES))) == (
        """\
Plan of cloud test (3 hosts): 1 to create, 2 to change, 2 to restart, 1 to remove, 1 not known yet

The cloud
  secret
    + key: password
  file
    ~ clouds.yaml: content
  endpoints
    ~ endpoint of image (public)
        url: https://a -> https://b

compute1, compute2
  nova
    ~ nova_compute: restart, file /etc/nova/nova.conf
        nova.conf [DEFAULT] debug: not set -> true

control1
  nova
    - old: remove, no longer wanted here

Files
  nova_compute:/etc/nova/nova.conf on compute1
  nova_compute:/etc/nova/nova.conf on compute2
    @@ -1,2 +1,3 @@
     [DEFAULT]
     workers = 1
    +debug = true

Not known yet
  ? databases: the server does not run"""
    )


def test_nothing_to_change_is_said():
    assert lines(plan_of([])) == ["Plan of cloud test (3 hosts): nothing to change"]
    assert summary(plan_of([])) == "nothing to change"


def test_secret_option_that_changes_is_told_without_its_value():
    result = restarted("nova_api")
    result["changes"][0]["options"][0].update(option="password", before="********", after="********")
    assert "        nova.conf [DEFAULT] password: another secret" in lines(plan_of([Outcome("a", "converge", result)]))


def test_hidden_file_shows_nothing_but_its_name():
    result = restarted("nova_api")
    result["diff"][1] = {"prepared": f"nova_api:{CONF}: ********\n"}
    [change] = plan_of([Outcome("a", "converge", result)])["changes"]
    assert change["diff"] == [{"file": CONF, "text": "********"}]


def test_many_hosts_are_counted():
    outcomes = [Outcome(f"compute{number}", "converge", restarted("nova_compute")) for number in range(50)]
    assert "compute0, compute1, compute2 and 47 more" in lines(plan_of(outcomes))


def test_same_plan_made_later_is_the_same():
    then, now = plan_of(OUTCOMES), {**plan_of(OUTCOMES), "made": "2027-01-01T00:00:00+00:00"}
    assert differences(then, now) == []


def test_every_difference_between_two_plans_is_named():
    then, now = plan_of(OUTCOMES), copy.deepcopy(plan_of(OUTCOMES))
    now["changes"] = [change for change in now["changes"] if change["name"] != "old"]
    now["changes"] += merged([Outcome("control1", "converge", restarted("nova_api"))])[0]
    [compute1, compute2] = [change for change in now["changes"] if change["name"] == "nova_compute"]
    compute1["reasons"] = ["image a -> b"]
    compute2["specification"] = "yet another"
    now["unknown"] = [{"host": "", "what": "the catalogue", "why": "Keystone is down"}]
    assert differences(then, now) == [
        "no longer: - old on control1: remove, no longer wanted here",
        f"not planned: ~ nova_api on control1: restart, file {CONF}",
        f"planned otherwise: ~ nova_compute on compute1: restart, file {CONF}",
        "              now: ~ nova_compute on compute1: restart, image a -> b",
        f"planned otherwise: ~ nova_compute on compute2: restart, file {CONF} (its specification is another by now)",
        "known by now: databases",
        "no longer known: the catalogue",
    ]


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ([], "it is not a plan that stackwright.cloud.plan wrote"),
        ({"changes": 1, "format": 1}, "it is not a plan that stackwright.cloud.plan wrote"),
        ({**plan_of([]), "format": 2}, "its format is 2, and this release of the collection knows 1; plan again"),
        ({**plan_of([]), "cloud": "other"}, "it is a plan of cloud other, and this one is test"),
    ],
)
def test_what_is_no_plan_of_this_cloud_is_refused(given, fault):
    assert faults(given, "test") == [fault]
    assert faults(plan_of(OUTCOMES), "test") == []
