# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import base64

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired import secrets


@pytest.mark.parametrize("kind", secrets.KINDS)
def test_generated_secrets_are_valid_and_differ(kind):
    first, second = secrets.generate(kind), secrets.generate(kind)
    assert first != second
    assert secrets.faults({"name": kind}, {"name": first}) == {}


def test_passwords_need_no_quoting_in_a_url():
    password = secrets.generate("password")
    assert len(password) == 32
    assert password.isalnum()
    assert password.isascii()


def test_fernet_repository_has_a_staged_and_a_primary_key():
    keys = secrets.generate("fernet_keys")
    assert [len(base64.urlsafe_b64decode(key)) for key in keys] == [32, 32]


def test_ssh_key_is_a_pair():
    key = secrets.generate("ssh_key")
    assert key["private"].startswith("-----BEGIN OPENSSH PRIVATE KEY-----\n")
    assert key["public"].startswith("ssh-ed25519 ")


def test_missing_ignores_secrets_that_nobody_asks_for():
    assert secrets.missing({"b": "uuid", "a": "password"}, {"b": "x", "old": "y"}) == ["a"]


@pytest.mark.parametrize(
    ("kind", "value", "problem"),
    [
        ("password", 12345678, "is a number"),
        ("password", True, "is a boolean"),
        ("password", None, "is empty"),
        ("password", "", "empty"),
        ("password", {"a": "b"}, "is a mapping"),
        ("uuid", "not-a-uuid", "UUID"),
        ("hex32", "0123", "32 hexadecimal digits"),
        ("base64_32", "c2hvcnQ=", "32 bytes"),
        ("base64_32", "%%%", "32 bytes"),
        ("fernet_keys", "text", "list"),
        ("fernet_keys", [], "list"),
        ("fernet_keys", [1], "list"),
        ("fernet_keys", ["c2hvcnQ="], "32 bytes"),
        ("ssh_key", {"private": "x"}, "public"),
        ("ssh_key", "x", "mapping"),
    ],
)
def test_wrong_values_are_named_and_never_quoted(kind, value, problem):
    found = secrets.faults({"name": kind}, {"name": value})
    assert problem in found["name"]
    assert "12345678" not in found["name"]


@pytest.mark.parametrize("kind", secrets.KINDS)
def test_stand_in_has_the_form_of_its_kind_and_is_always_the_same(kind):
    value = secrets.stand_in("key", kind)
    assert secrets.faults({"key": kind}, {"key": value}) == {}
    assert secrets.stand_in("key", kind) == value != secrets.stand_in("other", kind)
