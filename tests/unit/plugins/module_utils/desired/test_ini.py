# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""INI as oslo.config reads it; where Python's configparser agrees with it, that is the judge."""

from __future__ import annotations

import configparser

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired import ini
from hypothesis import given
from hypothesis import strategies as st

names = st.text("abcdef_", min_size=1, max_size=6)
values = st.text("xyz019:/=,.", max_size=8) | st.booleans() | st.integers()
sections = st.dictionaries(
    st.sampled_from(["DEFAULT", "database", "oslo_messaging_rabbit"]), st.dictionaries(names, values)
)


def parsed(text):
    """Return the sections of *text*; every value without the blanks around it."""
    parser = configparser.RawConfigParser(strict=False, default_section="", empty_lines_in_values=False)
    parser.optionxform = str
    parser.read_string(text)
    return {section: dict(parser[section]) for section in parser if section}


def written(options):
    return ini.merged("", options)


def as_text(options):
    return {
        section: {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in values.items()}
        for section, values in options.items()
    }


@given(base=sections, options=sections)
def test_merged_options_are_there_and_the_others_stay(base, options):
    result = parsed(ini.merged(written(base), options))
    expected = as_text(base)
    for section, own in as_text(options).items():
        expected[section] = {**expected.get(section, {}), **own}
    assert result == expected


@given(base=sections, options=sections)
def test_merging_twice_is_merging_once(base, options):
    once = ini.merged(written(base), options)
    assert ini.merged(once, options) == once
    assert ini.fault(once) is None


TEMPLATE = """# The service's own settings.
[DEFAULT]
debug = false
enabled_filters = one,
    two,
    three
# debug = commented
log_file : /dev/null

[database]
connection = mysql://x

[DEFAULT]
debug = true
"""


def test_replaced_option_takes_its_continuation_lines_with_it():
    result = ini.merged(TEMPLATE, {"DEFAULT": {"enabled_filters": "four"}})
    assert parsed(result)["DEFAULT"]["enabled_filters"] == "four"
    assert "three" not in result
    assert "log_file : /dev/null" in result


def test_replaced_option_is_replaced_wherever_its_section_appears():
    result = ini.merged(TEMPLATE, {"DEFAULT": {"debug": False}})
    assert result.count("\ndebug = ") == 1
    assert "# debug = commented" in result


def test_option_written_with_a_colon_is_replaced():
    assert ": /dev/null" not in ini.merged(TEMPLATE, {"DEFAULT": {"log_file": "x"}})


def test_same_name_in_another_section_stays():
    assert "connection = mysql://x" in ini.merged(TEMPLATE, {"DEFAULT": {"connection": "y"}})


def test_new_section_is_added_after_the_rest():
    assert ini.merged("[a]\nx = 1\n", {"b": {"y": 2}}) == "[a]\nx = 1\n\n[b]\ny = 2\n"


def test_list_is_an_option_with_several_values():
    result = ini.merged("[a]\nalias = old\nalias = older\n", {"a": {"alias": ["one", "two"]}})
    assert result == "[a]\nalias = one\nalias = two\n"


# Each was given to oslo.config 10.7's parser, which takes the first kind and refuses the second.
@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n# comment\n; comment\n",
        "[a]\nx = 1\n",
        "[a]\nx: 1\n",
        "[a]\nx =\n",
        "[a]\nx = 1\n  more\n\tmore\n",
        "[a]\nx = 1\n  # more, not a comment\n",
        "[a]   \nx = 1\n",
        "[a b]\nx y = 1\n",
        "[a]]\nx = 1\n",
    ],
)
def test_what_oslo_takes_is_no_fault(text):
    assert ini.fault(text) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[a]\nx\n", "line 2 is neither a [section] nor `option = value`: 'x'"),
        ("[a\nx = 1\n", "line 1 is not a [section]: '[a'"),
        ("[]\n", "line 1 is not a [section]: '[]'"),
        ("x = 1\n", "line 1 has an option before the first [section]: 'x = 1'"),
        ("[a]\n = 1\n", "line 2 continues no option: '= 1'"),
        ("[a]\n= 1\n", "line 2 is neither a [section] nor `option = value`: '= 1'"),
        ("[a]\n  x = 1\n", "line 2 continues no option: 'x = 1'"),
        ("[a]\nx = 1\n\n  more\n", "line 4 continues no option: 'more'"),
        ("[a]\nx = 1\n# comment\n  more\n", "line 4 continues no option: 'more'"),
        ("[a]\nx = {{ y }\nline\n", "line 3 is neither a [section] nor `option = value`: 'line'"),
    ],
)
def test_what_oslo_refuses_is_said_with_its_line(text, fault):
    assert ini.fault(text) == fault


names = st.text("ab_", min_size=1, max_size=3)
configurations = st.dictionaries(names, st.dictionaries(names, st.text("xyz", max_size=3), max_size=3), max_size=3)


@given(before=configurations, edits=configurations)
def test_differences_are_the_options_that_were_edited(before, edits):
    text = ini.merged("", before)
    expected = {
        (section, name)
        for section, values in edits.items()
        for name, value in values.items()
        if before.get(section, {}).get(name) != value
    }
    assert set(ini.differences(text, ini.merged(text, edits))) == expected
    assert ini.differences(text, text) == []


def test_option_given_several_times_and_over_several_lines_has_all_its_values():
    assert ini.options("[a]\nx = 1\nx = 2\n  more\n# x = 3\n[b]\nx: 4\n") == {
        ("a", "x"): ["1", "2\nmore"],
        ("b", "x"): ["4"],
    }
