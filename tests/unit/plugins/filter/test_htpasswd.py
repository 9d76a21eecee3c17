# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import bcrypt
from ansible_collections.stackwright.cloud.plugins.filter.htpasswd import htpasswd
from hypothesis import given, settings
from hypothesis import strategies as st


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=64))
def test_line_holds_a_hash_that_the_password_opens(password):
    user, _colon, stored = htpasswd(password, "admin").rstrip("\n").partition(":")
    assert user == "admin"
    assert bcrypt.checkpw(password.encode(), stored.encode())
    assert not bcrypt.checkpw(f"{password}x"[-72:].encode(), stored.encode())


def test_same_password_gives_the_same_line_and_another_user_another_hash():
    assert htpasswd("secret", "admin") == htpasswd("secret", "admin")
    assert htpasswd("secret", "admin").partition(":")[2] != htpasswd("secret", "other").partition(":")[2]
