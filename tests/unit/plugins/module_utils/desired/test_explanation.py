# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What is told of a file that changes: the options by name, and never a secret."""

from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.explanation import file_diff, option_changes

SECRET = "correct horse battery"
BEFORE = """[DEFAULT]
debug = false
transport_url = rabbit://nova:first-password@10.0.0.1:5672//nova
[database]
connection = mysql://nova:first-password@10.0.0.1/nova
max_pool_size = 5
"""
AFTER = """[DEFAULT]
debug = true
transport_url = rabbit://nova:first-password@10.0.0.1:5672//nova
[database]
connection = mysql://nova:other-password@10.0.0.1/nova
[keystone_authtoken]
password = correct horse battery
"""


def change(**fields) -> dict:
    return {
        "container": "api",
        "target": "/etc/nova.conf",
        "before": BEFORE,
        "after": AFTER,
        "hidden": False,
        **fields,
    }


def test_each_option_that_differs_is_named():
    told = {
        (one["section"], one["option"]): (one["before"], one["after"]) for one in option_changes(change(), [SECRET])
    }
    assert told == {
        ("DEFAULT", "debug"): ("false", "true"),
        ("database", "connection"): ("mysql://nova:********@10.0.0.1/nova",) * 2,
        ("database", "max_pool_size"): ("5", None),
        ("keystone_authtoken", "password"): (None, "********"),
    }


def test_nothing_secret_is_told():
    text = str([option_changes(change(), [SECRET]), file_diff(change(), [SECRET])])
    assert all(secret not in text for secret in (SECRET, "first-password", "other-password"))


def test_of_a_hidden_file_nothing_is_told():
    assert option_changes(change(hidden=True), []) == []
    assert file_diff(change(hidden=True), []) == {"prepared": "api:/etc/nova.conf: ********\n"}


def test_what_is_no_ini_file_has_no_options():
    assert option_changes(change(before="listen = 1\n", after="listen = 2\n"), []) == []
    assert option_changes(change(before=""), []) == [], "a new file has nothing that differs"
