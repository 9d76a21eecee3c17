# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Clouds that refuse, stumble or fall silent: a run says what became of everything, and the next one finishes."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest
import stub_cloud
from ansible.errors import AnsibleActionFail
from ansible_collections.stackwright.cloud.plugins.plugin_utils.resources import connected

DOCUMENT = {
    "name": "mine",
    "networks": [{"name": "a"}, {"name": "b"}],
    "subnets": [
        {"name": "a", "network": "a", "cidr": "192.0.2.0/25"},
        {"name": "b", "network": "b", "cidr": "192.0.2.128/25"},
    ],
    "flavors": [{"name": "small", "ram": 64, "vcpus": 1}],
}


class Times:
    """A fault that happens to the first *count* requests it applies to."""

    def __init__(self, count: int, method: str, ending: str, answer: tuple) -> None:
        self.left, self.method, self.ending, self.answer = count, method, ending, answer

    def __call__(self, method: str, path: str) -> tuple | None:
        if method != self.method or not path.endswith(self.ending) or not self.left:
            return None
        self.left -= 1
        return self.answer


def test_too_many_requests_are_sent_again_when_the_service_says(cloud, runs):
    cloud.fault = Times(2, "POST", "/networks", (429, {"Retry-After": "1"}, "{}"))
    start = time.monotonic()
    runs.applied(DOCUMENT)
    assert time.monotonic() - start >= 1
    assert len(cloud.all("networks")) == 2


def test_service_may_say_when_by_a_date(cloud, runs):
    soon = formatdate(time.time() + 2, usegmt=True)
    cloud.fault = Times(1, "POST", "/networks", (503, {"Retry-After": soon}, "{}"))
    start = time.monotonic()
    runs.applied(DOCUMENT)
    assert time.monotonic() - start >= 1


def test_passing_errors_of_reads_are_not_noticed(cloud, runs):
    cloud.fault = Times(2, "GET", "/networks", (500, {}, "{}"))
    runs.applied(DOCUMENT)
    assert len(cloud.all("networks")) == 2


def test_error_of_one_resource_leaves_the_others(cloud, runs):
    words = '{"NeutronError": {"message": "Quota exceeded for resources: [\'subnet\']."}}'
    cloud.fault = Times(9, "POST", "/subnets", (409, {}, words))
    result = runs.apply(DOCUMENT)
    assert result["failed"]
    assert result["changed"]
    assert "subnet a (network a): Quota exceeded" in result["msg"]
    assert sorted(result["done"]) == ["+ flavor small", "+ network a (project admin)", "+ network b (project admin)"]


def test_next_run_finishes_what_a_lost_connection_left(cloud, runs):
    cloud.fault = Times(1, "POST", "/networks", (0, {}, ""))
    first = runs.apply(DOCUMENT)
    assert first["failed"]
    assert "got no answer" in first["msg"]
    assert "not begun because of that: subnet" in first["msg"]

    runs.applied(DOCUMENT)
    assert len(cloud.all("subnets")) == 2
    assert runs.applied(DOCUMENT) == []


def test_what_was_made_although_the_answer_was_lost_is_not_made_twice(cloud, runs):
    def made_and_lost(method: str, path: str) -> tuple | None:
        if method == "POST" and path.endswith("/networks") and not cloud.all("networks"):
            cloud.add("networks", {"name": "a"})
            return (0, {}, "")
        return None

    cloud.fault = made_and_lost
    document = {**DOCUMENT, "networks": [{"name": "a"}], "subnets": DOCUMENT["subnets"][:1]}
    assert runs.apply(document)["failed"]
    assert "~ network a (project admin)" in runs.applied(document)
    assert len(cloud.all("networks")) == 1


@pytest.mark.parametrize("answer", [(500, {}, "{}"), (502, {}, "<html>bad gateway</html>"), (200, {}, "no JSON")])
def test_next_run_finishes_what_a_broken_service_left(cloud, runs, answer):
    cloud.fault = Times(1, "POST", "/subnets", answer)
    result = runs.apply(DOCUMENT)
    assert "1 failed; another run goes on from here" in result["msg"]
    assert len(result["done"]) == 4
    assert len(runs.applied(DOCUMENT)) == 1
    assert runs.applied(DOCUMENT) == []


def test_changes_are_told_when_the_look_at_them_fails(cloud, runs):
    made = {}

    def silent_at_last(method: str, path: str) -> tuple | None:
        made[method] = True
        is_last = "PUT" in made and method == "GET" and path.endswith("/networks")
        return (409, {}, '{"x": {"message": "out of order"}}') if is_last else None

    cloud.fault = silent_at_last
    result = runs.apply(DOCUMENT)
    assert result["changed"]
    assert "everything was done, but looking at it again failed: out of order" in result["msg"]


def test_who_may_not_list_users_can_prune_networks(cloud, runs):
    forbidden = ("/regions", "/services", "/endpoints", "/groups", "/roles", "/users")
    cloud.fault = lambda method, path: (403, {}, "{}") if path.endswith(forbidden) else None
    runs.applied(DOCUMENT)
    assert len(runs.applied({"name": "mine"}, prune=True)) == 4


def test_lost_connection_of_a_read_is_tried_again(cloud, runs):
    cloud.fault = Times(1, "GET", "/networks", (0, {}, ""))
    runs.applied(DOCUMENT)


def test_refused_token_is_had_anew(cloud, runs):
    runs.applied(DOCUMENT)
    cloud.tokens = {"second"}
    assert runs.applied(DOCUMENT) == []


def test_token_is_kept_private_and_used_again(cloud, runs, tmp_path):
    runs.applied(DOCUMENT)
    runs.applied(DOCUMENT)
    [kept] = (tmp_path / "cache/stackwright/tokens").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert stub_cloud.PASSWORD not in kept.read_text()
    assert [path for _method, path in cloud.requests].count("/identity/v3/auth/tokens") == 1


def test_token_that_others_could_read_is_not_used(cloud, runs, tmp_path):
    runs.applied(DOCUMENT)
    [kept] = (tmp_path / "cache/stackwright/tokens").iterdir()
    kept.chmod(0o644)
    runs.applied(DOCUMENT)
    assert [path for _method, path in cloud.requests].count("/identity/v3/auth/tokens") == 2


def test_wrong_password_is_said(cloud):
    options = stub_cloud.login(cloud)
    options["auth"]["password"] = "wrong"
    with pytest.raises(AnsibleActionFail, match="cannot log in"):
        connected(options)


def test_service_that_the_cloud_lacks_is_named(cloud, runs):
    del cloud.services["network"]
    result = runs.apply(DOCUMENT)
    lacks = "cannot be kept here: the cloud has no service 'network' with interface 'public' in region 'RegionOne'"
    assert result["msg"].splitlines()[1:] == [f"- networks {lacks}", f"- subnets {lacks}"]


def test_two_documents_cannot_own_one_thing(cloud, runs):
    runs.applied(DOCUMENT)
    result = runs.apply({"name": "yours", "networks": [{"name": "a"}]})
    assert "network a (project admin) belongs to the document 'mine', not to 'yours'" in result["msg"]
    assert runs.apply({"name": "yours", "networks": [{"name": "a"}]}, absent=True)["failed"]


def test_unnamed_document_does_not_change_what_another_owns(cloud, runs):
    runs.applied(DOCUMENT)
    theirs = {"networks": [{"name": "a", "description": "other"}]}
    assert "belongs to the document 'mine', not to one without a name" in runs.apply(theirs)["msg"]
    assert runs.apply(theirs, absent=True)["failed"]
    assert runs.applied({"networks": [{"name": "a"}]}) == []


def test_document_adopts_what_it_is_given_leave_to(cloud, runs):
    runs.applied(DOCUMENT)
    yours = {"name": "yours", "networks": [{"name": "a", "adopt": True}]}
    assert runs.applied(yours) == ["~ network a (project admin)"]
    less = {**DOCUMENT, "networks": DOCUMENT["networks"][1:], "subnets": DOCUMENT["subnets"][1:]}
    assert runs.applied(less, prune=True) == ["- subnet a (network a)"]


def test_prune_takes_only_its_own(cloud, runs):
    runs.applied({"networks": [{"name": "nobody's"}]})
    runs.applied({"name": "yours", "networks": [{"name": "c"}]})
    runs.applied(DOCUMENT)
    less = {**DOCUMENT, "networks": DOCUMENT["networks"][:1], "subnets": DOCUMENT["subnets"][:1]}
    assert sorted(runs.applied(less, prune=True)) == ["- network b (project admin)", "- subnet b (network b)"]
    assert sorted(network["name"] for network in cloud.all("networks")) == ["a", "c", "nobody's"]


def test_prune_without_a_name_is_refused(cloud, runs):
    assert "prune needs the document to have a name" in runs.apply({"networks": []}, prune=True)["msg"]


def test_image_is_sent_once(cloud, runs, tmp_path):
    disk = tmp_path / "disk.qcow2"
    disk.write_bytes(b"a disk")
    document = {"images": [{"name": "guest", "file": str(disk), "properties": {"os_distro": "debian"}}]}
    runs.applied(document)
    assert runs.applied(document) == []
    assert [method for method, path in cloud.requests if path.endswith("/file")] == ["PUT"]


def test_image_whose_content_never_arrived_is_sent_again(cloud, runs, tmp_path):
    disk = tmp_path / "disk.qcow2"
    disk.write_bytes(b"a disk")
    document = {"images": [{"name": "guest", "file": str(disk)}]}
    cloud.fault = Times(9, "PUT", "/file", (409, {}, "{}"))
    assert runs.apply(document)["failed"]
    cloud.fault = lambda method, path: None
    runs.applied(document)
    [image] = cloud.all("images")
    assert image["status"] == "active"


def test_image_with_other_content_needs_leave_to_be_replaced(cloud, runs, tmp_path):
    disk = tmp_path / "disk.qcow2"
    document = {"images": [{"name": "guest", "file": str(disk)}]}
    disk.write_bytes(b"a disk")
    runs.applied(document)
    disk.write_bytes(b"another disk")
    assert "say `replace: true`" in runs.apply(document)["msg"]
    document["images"][0]["replace"] = True
    assert runs.applied(document) == ["-/+ image guest (project admin)"]
    assert len(cloud.all("images")) == 1


def test_missing_file_is_named(cloud, runs):
    result = runs.apply({"images": [{"name": "guest", "file": "/nowhere.qcow2"}]})
    assert result["msg"] == "the image file /nowhere.qcow2 cannot be read: No such file or directory"
