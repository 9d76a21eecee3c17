# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The catalogue is a document: what the services' definitions ask of Keystone."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.catalogue import catalogue_document
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.document import merged

DEFINITIONS = {
    "keystone": {"catalog": [{"type": "identity", "name": "keystone"}]},
    "glance": {"catalog": [{"type": "image", "name": "glance"}], "user": "glance"},
    "heat": {
        "catalog": [{"type": "orchestration", "name": "heat"}],
        "user": "heat",
        "user_roles": ["admin", "heat_stack_owner"],
    },
}
ENDPOINTS = {
    "identity": {"public": "https://a:5000/v3"},
    "image": {"public": "https://a:9292", "internal": "https://b:9292"},
    "orchestration": {"public": "https://a:8004/v1"},
}
SECRETS = {"glance_user_password": "one", "heat_user_password": "two"}


def catalogue(**options) -> dict:
    """Return the document of three services."""
    return catalogue_document(DEFINITIONS, ENDPOINTS, SECRETS, "RegionOne", **options)


def test_catalogue_is_a_document():
    merged([catalogue()])


def test_endpoints_are_those_published():
    urls = {(one["service"]["name"], one["interface"]): one["url"] for one in catalogue()["endpoints"]}
    assert urls == {
        ("keystone", "public"): "https://a:5000/v3",
        ("glance", "public"): "https://a:9292",
        ("glance", "internal"): "https://b:9292",
        ("heat", "public"): "https://a:8004/v1",
    }


def test_only_roles_that_keystone_lacks_are_made():
    assert catalogue()["roles"] == [{"name": "heat_stack_owner"}]


def test_passwords_are_tried_only_when_asked():
    assert "update_password" not in catalogue()["users"][0]
    assert catalogue(try_passwords=True)["users"][0]["update_password"] == "when_refused"
