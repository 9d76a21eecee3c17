# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

from ansible_collections.stackwright.cloud.plugins.module_utils.engine.payload import packed, unpacked
from hypothesis import given
from hypothesis import strategies as st

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(state=st.dictionaries(st.text(), plain))
def test_state_arrives_as_it_was_sent(state):
    assert unpacked(packed(state)) == state


def test_state_is_one_word_that_shows_nothing():
    word = packed({"password": "a secret", "contents": "x" * 10000})
    assert "secret" not in word
    assert len(word.split()) == 1
    assert len(word) < 500
